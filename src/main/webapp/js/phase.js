// One phase of the page: its line in the timeline, and behind it the checks, approvals, targets and the bake.

import { approval, approvalCount, time } from './approval.js';
import { h } from './dom.js';
import { estimated, evidence } from './evidence.js';
import { sign, sparkline, toneOf } from './pictures.js';
import { due, shortDate, span, words } from './words.js';

/** What a phase is called on the page: a gate that asks people says so, and so does one that may not start. */
export function phaseWord(phase) {
  if (phase.window) {
    return 'closed';
  }
  const { requested, missing } = phase.gate.approval;
  return phase.status === 'gate' && requested && missing > 0 ? 'asking' : phase.status;
}

/** A phase with everything that belongs to it, as an item of the timeline. */
export function phaseItem(phase, state, ui) {
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
      phase.waitsFor && !phase.window ? h('p.ro-phase__waits', null, phase.waitsFor) : null,
      h('div.ro-phase__inside', null,
        windowNote(phase, ui), failure(phase), undoNote(phase),
        targets(phase, ui), bake(phase, ui), gatePassed(phase) ? folded(phase, state, ui) : gate(phase, state, ui))));
}

const gatePassed = (phase) => phase.deployedAt || ['done', 'undoing', 'undone', 'notUndone'].includes(phase.status);

/** A gate that is behind us steps back. */
function folded(phase, state, ui) {
  const key = `${phase.name} gate`;
  return h('details.ro-fold', { key: 'gate', open: ui.open.get(key) ?? false, 'data-open': key },
    h('summary.ro-fold__summary', null, words.gateWas(phase.gate)),
    h('div.ro-fold__inside', null, gate(phase, state, ui)));
}

const opensItself = (phase, state) =>
  ['gate', 'passed', 'deploying', 'deployed', 'baking', 'failed', 'undoing', 'notUndone'].includes(phase.status)
  || Boolean(phase.window)
  || state.held?.phase === phase.name;

function exposureBar(phase) {
  return h('span.ro-exposure', { 'aria-hidden': 'true', vars: { '--share': `${phase.exposure}%` } });
}

function sinceOf(phase, ui) {
  const asked = phase.gate.approval.requested ? phase.gate.approval.requestedAt : null;
  const at = asked ?? phase.endedAt ?? phase.deployedAt ?? phase.startedAt;
  return at ? time(at, ui) : null;
}

/** A freeze, or the hours of a calendar. */
function windowNote(phase, ui) {
  const w = phase.window;
  return w ? h('p.ro-note.ro-note--wait', { key: 'window' }, sign('closed'),
    h('span', null, h('strong', null, `${words.closed}: `), `${w.why}. `,
      w.until ? [words.opens, ' ', time(w.until, ui, due), ` (${shortDate(w.until)}).`] : words.opensUnknown)) : null;
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
    h('div.ro-part__head', null,
      h('h3.ro-part__title', null, title),
      aside ? h('span.ro-part__aside', null, aside) : null),
    ...children);
}

function gate(phase, state, ui) {
  const g = phase.gate;
  const measuring = g.criteria.length > 0;
  return [
    measuring ? section('checks', words.checks, rounds(g, ui), criteria(g.criteria)) : null,
    section('approval', words.approval, g.approval.automatic ? null : approvalCount(g.approval),
      approval(phase, state, ui)),
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
        h('span.ro-criterion__value', null, estimated(c)),
        h('span.ro-criterion__limit', null, c.limit)),
      c.estimate?.chart ? null : sparkline(c),
      c.why && (c.estimate || verdict !== 'PASS') ? h('p.ro-criterion__why', null, c.why) : null,
      evidence(c),
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
          t.message ? h('p.ro-target__message', null, t.message) : null,
          t.drift ? h('p.ro-target__message', null,
            (t.drift.accepted ? words.driftAccepted : words.drifted)(t.drift.what)) : null)))));
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

/** How long a bake goes on. */
export const bakeLeft = (end, now) => (end > now ? `${span(end - now)} ${words.left}` : words.overdue);
