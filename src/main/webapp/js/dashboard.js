// What is live where, what is under way, and what was. Looks again while somebody looks at it.

import { h, morph } from './dom.js';
import { act } from './live.js';
import { sign } from './pictures.js';
import { fullTime, relative, span, words } from './words.js';

const WORDS = {
  title: 'Rollouts',
  lead: 'What is live, what is on its way, and what was; also of builds that are gone.',
  application: 'Application', environment: 'Environment', show: 'Show', all: 'Show all',
  live: 'Live', underWay: 'Under way', queue: 'Waiting', past: 'Past rollouts',
  unknown: 'Not known', unknownWhy: 'No rollout has reached everybody yet, and nobody said what is live.',
  hidden: 'Brought by a job that you may not look at',
  saidBy: (who) => `says ${who}`,
  mixed: 'Mixed', tookOver: (version) => `took over from ${version}`,
  none: 'Nothing to see yet. Rollouts of the jobs that you may look at appear here when they begin.',
  nonePast: 'No rollout has ended that fits.',
  more: (n) => `and ${n} more`, morePlaces: 'There are more; choose an application or environment above.',
  version: 'Version',
  older: 'Older', newest: 'Newest',
  say: 'Say what is live', sayWhy: 'Before the first rollout, or where one left a mixture. It is kept with your name.',
  reason: 'How you know', saying: 'Keep it', lost: 'No connection; what you see may be old.',
  results: { SUCCESS: ['succeeded', 'Succeeded'], FAILURE: ['failed', 'Failed'], ABORTED: ['aborted', 'Aborted'] },
};
const PAUSE = 5_000;

const root = document.getElementById('rollout-dashboard');
let state = JSON.parse(document.getElementById('rollout-dashboard-state').textContent);
const at = (path) => new URL(path, window.location.origin).href; // without a name and password from the address bar
const base = at(state.base);
const home = at(state.root);
const asked = new URLSearchParams(window.location.search);
let lost = false;
let said = null;

const when = (text, now) => h('time', { datetime: text, title: fullTime(Date.parse(text)) }, relative(Date.parse(text), now));
const link = (row, text) => (row.url ? h('a', { href: home + row.url }, text) : h('span', null, text));
const reach = (row) => [row.exposure ? `${row.exposure} %` : null, ...(row.audiences ?? [])].filter(Boolean).join(', ');

function paint() {
  const now = Date.now();
  const tree = h('article.ro.ro-board', null,
    h('h1.ro-title', null, WORDS.title),
    h('p.ro-quiet', null, WORDS.lead),
    lost ? h('p.ro-lost', { role: 'status' }, sign('closed'), WORDS.lost) : null,
    filter(),
    state.error ? bad(state.error) : [
      state.places.length === 0
        ? h('p.ro-quiet', null, WORDS.none)
        : h('div.ro-board__places', null, state.places.map((place) => card(place, now))),
      state.morePlaces ? h('p.ro-quiet', null, WORDS.morePlaces) : null,
      past(now)],
    state.maySay ? sayForm() : null);
  root.firstChild ? morph(root.firstChild, tree) : root.append(tree);
}

const bad = (text) => h('p.ro-note.ro-note--bad.ro-note--alone', { role: 'alert' }, sign('notUndone'), h('span', null, text));

const field = (name, label, value) => h('label.ro-board__field', null, label, h('input', { name, value, autocomplete: 'off' }));

function filter() {
  return h('form.ro-board__row', { method: 'get', action: base },
    field('application', WORDS.application, asked.get('application') ?? ''),
    field('environment', WORDS.environment, asked.get('environment') ?? ''),
    h('button.ro-button', null, WORDS.show),
    asked.get('application') || asked.get('environment') ? h('a', { href: base }, WORDS.all) : null);
}

function card(place, now) {
  return h('section.ro-board__place', {
    key: `${place.application} ${place.environment}`, 'aria-label': `${place.application} ${place.environment}`,
  },
  h('h2.ro-board__name', null, place.application, h('span.ro-kicker__environment', null, place.environment)),
  live(place, now),
  place.left.map((left) => h('p.ro-note.ro-note--wait.ro-board__left', { key: `left ${left.rollout}` }, sign('held'),
    h('span', null, h('strong', null, `${WORDS.mixed}: `), link(left, left.version), ' ', left.reach, ' · ', when(left.since, now),
      left.why ? h('span.ro-board__why', null, left.why) : null))),
  place.underWay.map((row) => underWay(row, now)),
  place.queue.length === 0 ? null : h('div', null,
    h('h3.ro-part__title', null, `${WORDS.queue} (${place.waiting})`),
    h('ol.ro-board__queue', null, place.queue.map((row) => h('li', { key: row.rollout }, link(row, row.version), ' ', when(row.since, now))),
      place.waiting > place.queue.length ? h('li.ro-quiet', null, WORDS.more(place.waiting - place.queue.length)) : null)));
}

function live(place, now) {
  const { live: is } = place;
  if (!is) {
    return h('p.ro-board__live', { title: WORDS.unknownWhy }, sign('NO_DATA'),
      h('span.ro-quiet', null, place.hidden ? WORDS.hidden : `${WORDS.live}: ${WORDS.unknown}`));
  }
  return h('p.ro-board__live', null, sign('done'),
    h('span', null, `${WORDS.live} `, h('strong.ro-board__version', null, link(is, is.version)), ' ',
      h('span.ro-quiet', null, ' · ', when(is.since, now), is.build ? ` · ${is.build}` : null,
        is.saidBy ? h('span', { title: is.reason }, ` · ${WORDS.saidBy(is.saidBy)}`) : null)));
}

function underWay(row, now) {
  const share = row.exposure ?? (row.audiences.length > 0 ? 0 : null);
  return h('div.ro-board__way', { key: row.rollout },
    h('p', null, sign(row.status ?? 'running'),
      h('span', null, `${words.status[row.status] ?? WORDS.underWay} `, h('strong', null, link(row, row.version)), ' ',
        h('span.ro-quiet', null, [row.tookOver ? WORDS.tookOver(row.tookOver) : null, reach(row), row.phase].filter(Boolean).join(' · '), ' · ', when(row.since, now),
          row.build ? ` · ${row.build}` : null))),
    share === null ? null : h('div.ro-exposure', { vars: { '--share': `${share}%` }, 'aria-hidden': 'true' }));
}

function past(now) {
  const query = new URLSearchParams(asked);
  query.set('before', state.next);
  const newest = new URLSearchParams(asked);
  newest.delete('before');
  return h('section', { 'aria-label': WORDS.past },
    h('h2.ro-board__name', null, WORDS.past),
    state.rollouts.length === 0
      ? h('p.ro-quiet', null, WORDS.nonePast)
      : h('ul.ro-board__past', null, state.rollouts.map((row) => pastRow(row, now))),
    h('p.ro-board__row', null,
      asked.get('before') ? h('a', { href: `${base}?${newest}` }, WORDS.newest) : null,
      state.next ? h('a.ro-board__older', { href: `${base}?${query}` }, WORDS.older) : null));
}

function pastRow(row, now) {
  const [tone, word] = WORDS.results[row.result] ?? ['pending', row.result];
  return h('li.ro-board__was', { key: row.rollout + row.ended, 'data-rollout': row.rollout },
    h('span.ro-board__result', null, sign(tone), word),
    h('span', null, h('strong', null, link(row, row.version)), ' ', row.application, ' ', h('span.ro-quiet', null, row.environment)),
    h('span.ro-quiet', null, when(row.ended, now), ' · ', span(Date.parse(row.ended) - Date.parse(row.started)),
      row.build ? ` · ${row.build}` : null),
    row.cause ? h('span.ro-board__why', null, row.cause) : null);
}

function sayForm() {
  return h('details.ro-fold', { open: root.querySelector('details')?.open }, h('summary.ro-fold__summary', null, WORDS.say),
    h('form.ro-fold__inside', { 'data-do': 'say' },
      h('p.ro-quiet', null, WORDS.sayWhy),
      h('div.ro-board__row', null,
        field('application', WORDS.application), field('environment', WORDS.environment, 'production'),
        field('version', WORDS.version), field('reason', WORDS.reason), h('button.ro-button', null, WORDS.saying)),
      said ? bad(said) : null));
}

async function look() {
  try {
    const response = await fetch(`${base}history?${asked}`, { headers: { Accept: 'application/json' }, cache: 'no-store' });
    if (!response.ok) {
      throw new Error(`HTTP ${response.status}`);
    }
    state = { ...state, error: null, ...await response.json() };
    lost = false;
  } catch {
    lost = true;
  }
  paint();
}

/** Nothing is asked while nobody looks. */
async function keepLooking() {
  for (;;) {
    await new Promise((done) => { setTimeout(done, PAUSE); });
    if (document.hidden) {
      await new Promise((done) => { document.addEventListener('visibilitychange', done, { once: true }); });
    }
    await look();
  }
}

root.addEventListener('submit', async (event) => {
  if (event.target.dataset.do === 'say') {
    event.preventDefault();
    const answer = await act(base, 'say', Object.fromEntries(new FormData(event.target)));
    said = answer.ok ? null : answer.error || WORDS.lost;
    if (answer.ok) {
      event.target.reset();
    }
    await look();
  }
});

paint();
if (!state.error) {
  keepLooking();
}
