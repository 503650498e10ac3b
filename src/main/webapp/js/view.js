// The page as a function: state in, elements out. It keeps nothing and fetches nothing.

import { h } from './dom.js';
import { sign, sparkline, toneOf } from './pictures.js';
import { due, fullTime, relative, span, value, words } from './words.js';

const HISTORY_SHOWN = 30;

/**
 * @param {object} state as `GET state` answers
 * @param {{now: number, open: Map, filter: string, find: string, all: boolean, lost: string, login: string}} ui what the
 *     viewer chose, and the server's clock
 */
export function page(state, ui) {
  return h('article.ro', { 'data-status': state.status, 'data-ended': ended(state), 'aria-busy': 'false' },
    header(state, ui),
    ui.lost ? lost(ui) : null,
    actions(state, ui),
    h('section.ro-phases', { key: 'phases', 'aria-label': words.phases },
      h('ol.ro-timeline', null, state.phases.map((phase) => phaseItem(phase, state, ui)))),
    history(state, ui),
  );
}

export const ended = (state) => ['succeeded', 'failed', 'aborted'].includes(state.status);

/** What a phase is called on the page: a gate that asks people says so. */
export const phaseWord = (phase) => (phase.status === 'gate' && phase.gate.approval.requested ? 'asking' : phase.status);

function header(state, ui) {
  return h('header.ro-head', { key: 'head' },
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
      fact(words.artifact, state.artifact ? shortDigest(state.artifact) : '', state.artifact),
      state.startedAt || state.declaredAt ? fact(words.started, time(state.startedAt ?? state.declaredAt, ui)) : null),
    track(state));
}

/** A rollout that waits for people says so before anything else. */
export const stateWord = (state) => (state.status === 'running' && state.phases.some((p) => phaseWord(p) === 'asking')
  ? 'asking' : state.status);

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

// ---- phases

function phaseItem(phase, state, ui) {
  const word = phaseWord(phase);
  const open = ui.open.get(phase.name) ?? opensItself(phase, state);
  return h(`li.ro-phase.ro-phase--${toneOf(word)}`, { key: phase.name, 'data-phase': phase.name, 'data-status': word },
    h('div.ro-phase__rail', { 'aria-hidden': 'true' }, sign(word)),
    h('details.ro-phase__card', { open, 'data-open': phase.name },
      h('summary.ro-phase__summary', null,
        h('span.ro-phase__name', null, phase.name),
        h('span.ro-phase__reach', null,
          phase.exposure ? h('span.ro-phase__share', null, words.exposure(phase.exposure)) : null,
          phase.audience ? h('span.ro-phase__audience', null, phase.audience) : null),
        h('span.ro-phase__state', null,
          h('span.ro-phase__word', null, words.phase[word]),
          sinceOf(phase, ui)),
        phase.exposure ? exposureBar(phase) : null),
      phase.waitsFor ? h('p.ro-phase__waits', null, phase.waitsFor) : null,
      h('div.ro-phase__inside', null,
        failure(phase), undoNote(phase),
        targets(phase, ui), bake(phase, ui), gatePassed(phase) ? folded(phase, ui) : gate(phase, ui))));
}

const gatePassed = (phase) => phase.deployedAt || ['done', 'undoing', 'undone', 'notUndone'].includes(phase.status);

/** A gate that is behind us steps back. */
function folded(phase, ui) {
  const key = `${phase.name} gate`;
  return h('details.ro-fold', { key: 'gate', open: ui.open.get(key) ?? false, 'data-open': key },
    h('summary.ro-fold__summary', null, words.gateWas(phase.gate)),
    h('div.ro-fold__inside', null, gate(phase, ui)));
}

const opensItself = (phase, state) =>
  ['gate', 'passed', 'deploying', 'deployed', 'baking', 'failed', 'undoing', 'notUndone'].includes(phase.status)
  || state.held?.phase === phase.name;

function exposureBar(phase) {
  return h('span.ro-exposure', { 'aria-hidden': 'true', vars: { '--share': `${phase.exposure}%` } });
}

function sinceOf(phase, ui) {
  const asked = phase.gate.approval.requested ? phase.gate.approval.requestedAt : null;
  const at = asked ?? phase.endedAt ?? phase.deployedAt ?? phase.startedAt;
  return at ? time(at, ui) : null;
}

function failure(phase) {
  return phase.failure
    ? h('p.ro-note.ro-note--bad', null, sign('failed'),
      h('span', null, h('strong', null, `${words.failure[phase.failure.stage]}: `), phase.failure.why))
    : null;
}

function undoNote(phase) {
  const undo = phase.undo;
  if (!undo || (undo.possible && !undo.note)) {
    return null;
  }
  const title = phase.status === 'notUndone' ? words.couldNotUndo : words.notUndoable;
  return h('p.ro-note.ro-note--bad', null, sign('notUndone'),
    h('span', null, h('strong', null, `${title}: `), undo.note));
}

function section(name, title, aside, ...children) {
  return h(`section.ro-part.ro-part--${name}`, { key: name },
    h('div.ro-part__head', null, h('h3.ro-part__title', null, title), aside ? h('span.ro-part__aside', null, aside) : null),
    ...children);
}

function gate(phase, ui) {
  const g = phase.gate;
  const measuring = g.criteria.length > 0;
  return [
    measuring ? section('checks', words.checks, rounds(g, ui), criteria(g.criteria)) : null,
    section('approval', words.approval, g.approval.automatic ? null : approvalCount(g.approval), approval(phase, ui)),
  ];
}

function rounds(g, ui) {
  if (!g.rounds) {
    return null;
  }
  const parts = [words.rounds(g.rounds)];
  if (g.passes && g.passes.want > 1) {
    parts.push(words.inARow(g.passes.have, g.passes.want));
  }
  return [parts.join(' · '), g.nextRoundAt ? [' · ', `${words.nextIn} `, time(g.nextRoundAt, ui, due)] : null];
}

function criteria(list) {
  return h('ul.ro-criteria', null, list.map((c) => {
    const verdict = c.verdict ?? 'NONE';
    return h(`li.ro-criterion.ro-criterion--${toneOf(verdict)}`, { key: c.name, 'data-criterion': c.name },
      h('div.ro-criterion__what', null,
        h('span.ro-criterion__name', null, c.name),
        h('span.ro-criterion__source', { title: c.source }, c.source)),
      h('div.ro-criterion__verdict', null, sign(verdict), h('span', null, words.verdict[verdict])),
      h('div.ro-criterion__numbers', null,
        h('span.ro-criterion__value', null, value(c.value)),
        h('span.ro-criterion__limit', null, c.limit)),
      sparkline(c),
      verdict === 'PASS' || !c.why ? null : h('p.ro-criterion__why', null, c.why),
      tolerated(c));
  }));
}

function tolerated(c) {
  const parts = [];
  if (c.failureLimit > 0 && c.failures > 0) {
    parts.push(words.failures(c.failures, c.failureLimit));
  }
  if (c.withoutData > 0) {
    parts.push(words.withoutData(c.withoutData, c.noDataLimit));
  }
  return parts.length > 0 ? h('p.ro-criterion__why', null, parts.join(' · ')) : null;
}

function approvalCount(a) {
  return [
    h('span.ro-pips', { 'aria-hidden': 'true' }, Array.from({ length: Math.min(a.quorum, 9) }, (_, i) =>
      h(`span.ro-pip${i < a.given.length ? '.ro-pip--given' : ''}`, null))),
    words.approvals(a.given.length, a.quorum),
  ];
}

function approval(phase, ui) {
  const a = phase.gate.approval;
  if (a.automatic) {
    return h('p.ro-quiet', null, words.automatic);
  }
  return [
    a.message ? h('p.ro-approval__message', null, a.message) : null,
    h('ul.ro-people', null, a.given.map((yes) =>
      h('li.ro-person', { key: yes.by },
        sign('done'),
        h('div', null,
          h('span.ro-person__name', null, yes.name || yes.by),
          h('span.ro-quiet', null, ' ', time(yes.at, ui), yes.via ? ` · ${yes.via}` : ''),
          yes.comment ? h('p.ro-person__comment', null, yes.comment) : null)))),
    h('p.ro-quiet', null, `${words.askedFrom}: `, a.from.length > 0 ? a.from.join(', ') : words.anyApprover,
      ['pending', 'gate'].includes(phase.status) && !a.requested ? ['. ', words.notYetAsked] : null),
    a.evidence ? evidence(a.evidence) : null,
  ];
}

function evidence(digest) {
  return h('p.ro-evidence', null, h('span.ro-quiet', null, `${words.evidence} `),
    h('code', { title: digest }, shortDigest(digest)),
    h('button.ro-button.ro-button--text', { type: 'button', 'data-do': 'copy', 'data-text': digest }, words.copy));
}

export const shortDigest = (digest) => {
  const [algorithm, hex] = digest.includes(':') ? digest.split(':', 2) : ['', digest];
  return `${algorithm ? `${algorithm}:` : ''}${hex.length > 16 ? `${hex.slice(0, 12)}…` : hex}`;
};

function targets(phase, ui) {
  if (phase.targets.length === 0) {
    return null;
  }
  return section('targets', words.targets, null,
    h('ul.ro-targets', null, phase.targets.map((t) =>
      h('li.ro-target', { key: t.operation },
        sign(t.status === 'running' ? (t.action === 'undo' ? 'undoing' : 'deploying') : t.status),
        h('div', null,
          h('span.ro-target__name', null, t.name),
          h('span.ro-quiet', null, ` ${words.verb[t.action]} · ${words.target[t.status]}`,
            t.tryNumber > 1 ? ` · ${words.tryNumber(t.tryNumber)}` : '',
            t.again ? [` · ${words.again} `, time(t.again, ui, due)] : ''),
          t.message ? h('p.ro-target__message', null, t.message) : null)))));
}

function bake(phase, ui) {
  const b = phase.bake;
  if (!b) {
    return null;
  }
  const running = phase.status === 'baking' && b.until;
  if (!running) {
    return phase.deployedAt && b.criteria.some((c) => c.verdict)
      ? section('bake', words.bake, words.bakedFor(b.duration), criteria(b.criteria)) : null;
  }
  const [start, end] = [Date.parse(b.startedAt), Date.parse(b.until)];
  const share = Math.min(1, Math.max(0, (ui.now - start) / (end - start)));
  return section('bake', words.bake, rounds(b, ui),
    h('div.ro-bake', { 'data-from': b.startedAt, 'data-until': b.until },
      h('div.ro-bake__bar', {
        role: 'progressbar', 'aria-label': words.bake, 'aria-valuemin': 0, 'aria-valuemax': 100,
        'aria-valuenow': Math.round(share * 100), vars: { '--share': `${(share * 100).toFixed(1)}%` },
      }),
      h('span.ro-bake__left', null, bakeLeft(end, ui.now))),
    criteria(b.criteria));
}

export const bakeLeft = (end, now) => (end > now ? `${span(end - now)} ${words.left}` : words.overdue);

// ---- what the viewer may do

/** What it waits for stands first; the rest can wait. */
const DECIDE = ['approve', 'reject', 'retry', 'resume'];
const STEER = ['pause', 'skip', 'promote'];
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
    may.size === 0 ? onlooker(state, ui) : null);
}

const button = (action) => h(`button.ro-button.ro-button--${action}`, { key: action, type: 'button', 'data-act': action },
  words.act[action]);

function onlooker(state, ui) {
  if (ended(state)) {
    return h('p.ro-quiet', null, words.ended);
  }
  return state.user
    ? h('p.ro-quiet', null, words.lookOnly)
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
      h('a', { href: `${ui.base}journal` }, words.journal)));
}

function event(e, ui) {
  const tone = e.tone.toUpperCase();
  return h(`li.ro-event.ro-event--${toneOf(tone)}`, { key: e.sequence },
    tone === 'PLAIN' ? h('span.ro-dot', { 'aria-hidden': 'true' }) : sign(tone),
    h('span.ro-event__text', null, e.text),
    h('span.ro-event__when', null, time(e.at, ui)));
}

/** Relative for the eye, absolute on request; kept current by the page's ticker. */
function time(text, ui, how = relative) {
  const at = Date.parse(text);
  return h('time', { datetime: text, title: fullTime(at), 'data-tick': how === due ? 'due' : '' }, how(at, ui.now));
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
