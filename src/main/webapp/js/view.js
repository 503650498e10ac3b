// The page as a function: state in, elements out. It keeps nothing and fetches nothing.

import { shortDigest, time } from './approval.js';
import { h } from './dom.js';
import { feedback } from './feedback.js';
import { phaseItem, phaseWord } from './phase.js';
import { sign, toneOf } from './pictures.js';
import { messages } from './messages.js';
import { place } from './place.js';
import { damaged, verifyPart } from './verify.js';
import { shortDate, words } from './words.js';

const HISTORY_SHOWN = 30;

/**
 * @param {object} state as `GET state` answers
 * @param {{now: number, open: Map, filter: string, find: string, all: boolean, lost: string, login: string}} ui what
 *     the viewer chose, and the server's clock
 */
export function page(state, ui) {
  return h('article.ro', { 'data-status': state.status, 'data-ended': ended(state), 'aria-busy': 'false' },
    header(state, ui),
    ui.notice ? h('p.ro-note.ro-note--bad', { key: 'notice', role: 'alert' }, sign('notUndone'),
      h('span', null, ui.notice, ' ', h('a', { href: ui.base }, words.toPage))) : null,
    ui.damaged ? damaged(ui.damaged) : null,
    hotfix(state, ui),
    place(state, ui),
    ui.lost ? lost(ui) : null,
    actions(state, ui),
    h('section.ro-phases', { key: 'phases', 'aria-label': words.phases },
      h('ol.ro-timeline', null, state.phases.map((phase) => phaseItem(phase, state, ui)))),
    feedback(state, ui),
    messages(state, ui),
    history(state, ui),
  );
}

export const ended = (state) => ['succeeded', 'failed', 'aborted'].includes(state.status);

function header(state, ui) {
  return h('div.ro-head', { key: 'head' },
    h('p.ro-kicker', null,
      h('span.ro-kicker__environment', null, state.environment),
      state.build ? h('a.ro-kicker__build', { href: state.build.url }, state.build.name) : null),
    h('h1.ro-title', null, h('span.ro-title__app', null, state.application), ' ',
      h('span.ro-title__version', null, state.version)),
    h(`p.ro-status.ro-status--${toneOf(stateWord(state))}`, { id: 'ro-status', tabindex: '-1' },
      sign(stateWord(state)),
      h('strong.ro-status__word', null, words.status[stateWord(state)]),
      h('span.ro-status__text', null, state.statusText)),
    h('dl.ro-facts', null,
      fact(words.previous, state.previousVersion),
      fact(words.template, state.template),
      fact(words.artifact, state.artifact ? shortDigest(state.artifact) : '', state.artifact),
      state.startedAt || state.declaredAt ? fact(words.started, time(state.startedAt ?? state.declaredAt, ui)) : null),
    track(state));
}

/** A rollout that waits for people, or for a window, says so before anything else. */
export const stateWord = (state) => (state.status === 'running'
  ? ['closed', 'asking'].find((word) => state.phases.some((p) => phaseWord(p) === word)) ?? 'running' : state.status);

/** Whoever looks must know that the usual times and people do not hold. */
function hotfix(state, ui) {
  const fix = state.hotfix;
  return fix ? h('p.ro-note.ro-note--wait.ro-note--alone', { key: 'hotfix' }, sign('asking'),
    h('span', null, h('strong', null, `${words.hotfix}: `), fix.reason, ' ',
      h('span.ro-quiet', null, `${fix.name} · `, time(fix.at, ui), '. ',
        words.hotfixRules(fix.rules.map((r) => words.of(r.quorum, r.people)).join(', '))))) : null;
}

function fact(name, text, title) {
  return text ? h('div.ro-fact', null, h('dt', null, name), h('dd', { title: title ?? null }, text)) : null;
}

/** All phases in one line: how far it has come. */
function track(state) {
  return h('ol.ro-track', { 'aria-hidden': 'true' }, state.phases.map((phase) =>
    h(`li.ro-track__step.ro-track__step--${toneOf(phaseWord(phase))}`, {
      key: phase.name,
      'data-status': phaseWord(phase),
      title: `${phase.name}: ${words.phase[phaseWord(phase)]}`,
    },
    h('span.ro-track__bar', null),
    h('span.ro-track__name', null, phase.name),
    h('span.ro-track__size', null, reach(phase)))));
}

/** Who gets it: the share, the cohort, or both. */
const reach = (phase) => (phase.exposure ? words.exposure(phase.exposure) : phase.audience ?? '');

function lost(ui) {
  return h('div.ro-lost', { key: 'lost' },
    sign('held'), h('span', null, ui.lost),
    h('button.ro-button', { type: 'button', 'data-do': 'reconnect' }, words.tryNow));
}

// ---- what the viewer may do

/** What it waits for stands first; the rest can wait. */
const DECIDE = ['approve', 'override', 'reject', 'retry', 'resume'];
const STEER = ['withdraw', 'pause', 'skip', 'promote', 'hotfix'];
const EMERGENCY = ['rollback', 'stop'];

function actions(state, ui) {
  const may = new Set(state.may);
  const decide = DECIDE.filter((a) => may.has(a));
  const steer = STEER.filter((a) => may.has(a));
  const emergency = EMERGENCY.filter((a) => may.has(a));
  const kind = may.size === 0 ? '.ro-actions--none' : ui.more ? '.ro-actions--more' : '';
  return h(`nav.ro-actions${kind}`, { key: 'actions', 'aria-label': words.actions },
    decide.length > 0
      ? h('div.ro-actions__group.ro-actions__decide', { key: 'decide' },
        h('h2.ro-actions__title', null, words.decision), decide.map(button)) : null,
    steer.length > 0
      ? h('div.ro-actions__group.ro-actions__steer', { key: 'steer' },
        h('h2.ro-actions__title', null, words.steer), steer.map(button)) : null,
    steer.length > 0 || may.has('stop')
      ? h('button.ro-button.ro-actions__more', {
        key: 'more', type: 'button', 'data-do': 'more', 'aria-expanded': String(Boolean(ui.more)),
      }, ui.more ? words.less : words.more) : null,
    emergency.length > 0
      ? h('div.ro-actions__group.ro-actions__emergency', { key: 'emergency' },
        h('h2.ro-actions__title', null, words.emergency), emergency.map(button)) : null,
    state.user?.standsInFor?.length > 0 ? standIns(state.user.standsInFor) : null,
    may.size === 0 ? onlooker(state, ui) : null);
}

/** Those who are away and for whom the viewer acts. */
const standIns = (away) => h('p.ro-quiet.ro-actions__note', { key: 'away' }, away.map((one) =>
  words.standsIn(one.name, one.until ? shortDate(one.until) : '')).join(' '));

const button = (action) => h(`button.ro-button.ro-button--${action}`, {
  key: action, type: 'button', 'data-act': action,
}, words.act[action]);

function onlooker(state, ui) {
  if (ended(state)) {
    return h('p.ro-quiet', null, words.ended);
  }
  const asked = state.feedback?.signOffs?.some((list) => list.asked && !list.complete);
  return state.user
    ? h('p.ro-quiet', null, asked ? words.feedback.asked : words.lookOnly)
    : h('p.ro-quiet', null, words.lookOnlyAnonymous, ' ', ui.login ? h('a', { href: ui.login }, words.logIn) : null);
}

// ---- history

const FILTERS = { all: words.all, human: words.decisions, bad: words.problems };

function history(state, ui) {
  const needle = ui.find.trim().toLowerCase();
  const found = state.history
    .filter((e) => ui.filter === 'all' || e.tone.toLowerCase() === ui.filter)
    .filter((e) => !needle || `${e.text} ${e.by}`.toLowerCase().includes(needle))
    .sort((a, b) => b.sequence - a.sequence);
  const shown = ui.all ? found : found.slice(0, HISTORY_SHOWN);
  return h('section.ro-history', { key: 'history', 'aria-label': words.history },
    h('div.ro-history__head', null,
      h('h2.ro-history__title', null, words.history),
      h('div.ro-filter', { role: 'group', 'aria-label': words.history },
        Object.entries(FILTERS).map(([key, word]) =>
          h('button.ro-button.ro-button--small', {
            key, type: 'button', 'data-filter': key, 'aria-pressed': String(ui.filter === key),
          }, word))),
      h('input.ro-find', { type: 'search', placeholder: words.find, 'aria-label': words.find, 'data-find': '' })),
    found.length === 0 ? h('p.ro-quiet', null, words.nothingFound) : null,
    h('ol.ro-events', null, shown.map((e) => event(e, ui))),
    h('p.ro-history__foot', null,
      shown.length < found.length
        ? h('button.ro-button.ro-button--small', { type: 'button', 'data-do': 'all' },
          `${words.earlier} (${found.length - shown.length})`) : null,
      h('a', { href: `${ui.base}journal` }, words.journal),
      verifyPart(ui.verified)));
}

function event(e, ui) {
  const tone = e.tone.toUpperCase();
  return h(`li.ro-event.ro-event--${toneOf(tone)}`, { key: e.sequence },
    tone === 'PLAIN' ? h('span.ro-dot', { 'aria-hidden': 'true' }) : sign(tone),
    h('span.ro-event__text', null, e.text),
    h('span.ro-event__when', null, time(e.at, ui)));
}

/** The list of several rollouts of one build. */
export function list(rollouts) {
  return h('article.ro', null,
    h('h1.ro-title', null, words.rollouts),
    h('ul.ro-list', null, rollouts.map((r) => (r.error ? unreadableItem(r) : item(r)))));
}

function item(r) {
  const word = r.status === 'running' && r.asks ? 'asking' : r.status;
  return h('li.ro-list__item', { key: r.id },
    sign(word),
    h('div', null,
      h('a.ro-list__link', { href: `${r.id}/` }, `${r.application} ${r.version}`),
      h('span.ro-quiet', null, ` ${r.environment} · ${words.status[word]}`),
      h('p.ro-list__text', null, r.statusText)));
}

const unreadableItem = (r) => h('li.ro-list__item', { key: r.id },
  sign('notUndone'), h('div', null, r.id, h('p.ro-list__text', null, r.error)));

/** Instead of a rollout whose journal cannot be read, or is not there yet. */
export function unreadable(why) {
  return h('article.ro', null, h('p.ro-note.ro-note--bad.ro-note--alone', { role: 'alert' }, sign('notUndone'),
    h('span', null, why)));
}
