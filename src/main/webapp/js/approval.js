// Who is asked in a phase, who said what, and what happens when nobody does.

import { h } from './dom.js';
import { sign } from './pictures.js';
import { due, fullTime, relative, words } from './words.js';

/** Relative for the eye, absolute on request; kept current by the page's ticker. */
export function time(text, ui, how = relative) {
  const at = Date.parse(text);
  return h('time', { datetime: text, title: fullTime(at), 'data-tick': how === due ? 'due' : '' }, how(at, ui.now));
}

/** A digest as short as people compare them. */
export const shortDigest = (digest) => {
  const [algorithm, hex] = digest.includes(':') ? digest.split(':', 2) : ['', digest];
  return `${algorithm ? `${algorithm}:` : ''}${hex.length > 16 ? `${hex.slice(0, 12)}…` : hex}`;
};

/** How many of how many, for the head of the section. */
export function approvalCount(a) {
  const have = Math.max(0, a.quorum - a.missing);
  return [
    h('span.ro-pips', { 'aria-hidden': 'true' }, Array.from({ length: Math.min(a.quorum, 9) }, (_, i) =>
      h(`span.ro-pip${i < have ? '.ro-pip--given' : ''}`, null))),
    words.approvals(have, a.quorum),
  ];
}

export function approval(phase, state, ui) {
  const a = phase.gate.approval;
  if (a.automatic) {
    return h('p.ro-quiet', null, words.automatic);
  }
  const counted = new Set(a.rules.flatMap((rule) => rule.given));
  const beyond = a.given.filter((_, i) => !counted.has(i));
  const waiting = ['pending', 'gate'].includes(phase.status) && !a.requested;
  return [
    a.message ? h('p.ro-approval__message', null, a.message) : null,
    clock(a, ui),
    h('ol.ro-rules', { 'data-one': a.rules.length === 1 }, a.rules.map((rule, i) => ruleItem(rule, i, a, state, ui))),
    beyond.length > 0 ? people(beyond.map((yes) => person(yes, a, state, ui))) : null,
    a.rejected.length > 0 ? noes(a, ui) : null,
    a.ask.length > 0 && !a.requested ? h('p.ro-quiet', null, words.willAsk(a.ask.map((q) => q.label).join(', '))) : null,
    waiting && !a.expired ? h('p.ro-quiet', null, words.notYetAsked) : null,
    a.evidence ? evidence(a.evidence) : null,
  ];
}

const people = (items) => h('ul.ro-people', null, items);

/** When it ends by itself, and who was asked besides. */
function clock(a, ui) {
  const lines = [
    a.expired ? words.expired(words.onExpiry[a.onExpiry]) : null,
    a.expiresAt && !a.expired ? [words.expires, ' ', time(a.expiresAt, ui, due), `, ${words.onExpiry[a.onExpiry]}.`] : null,
    a.expires && !a.requested && !a.expired ? words.willExpire(a.expires, words.onExpiry[a.onExpiry]) : null,
    a.reminded > 0 ? words.reminded(a.reminded) : null,
    a.escalation?.asked ? words.escalated(a.escalation.to.join(', ')) : null,
    a.escalation && !a.escalation.asked && a.escalation.at
      ? [words.escalates(a.escalation.to.join(', ')), ' ', time(a.escalation.at, ui, due), '.'] : null,
  ].filter(Boolean);
  return lines.length > 0
    ? h('ul.ro-clock', null, lines.map((line, i) => h('li', { key: i }, sign('waiting'), h('span', null, line)))) : null;
}

function ruleItem(rule, index, a, state, ui) {
  const have = rule.quorum - rule.missing;
  const word = rule.missing === 0 ? 'done' : rule.asked ? 'asking' : 'pending';
  return h('li.ro-rule', { key: index, 'data-rule': index, 'data-status': word },
    h('div.ro-rule__head', null,
      sign(word),
      h('span.ro-rule__people', null, h('span.ro-quiet', null, `${words.askedFrom} `), rule.people),
      h('span.ro-rule__count', null, words.approvals(have, rule.quorum)),
      word === 'pending' && a.requested ? h('span.ro-quiet', null, words.inTurn) : null,
      rule.shared ? h('span.ro-quiet', null, words.shared) : null),
    rule.given.length > 0 ? people(rule.given.map((i) => person(a.given[i], a, state, ui))) : null);
}

/** Bob, or Bob for Alice. */
const who = (one) => words.onBehalf(one.name || one.by, one.onBehalfOf ? one.onBehalfOfName || one.onBehalfOf : '');

function person(yes, a, state, ui) {
  const mine = state.may.includes('withdraw') && [yes.by, yes.onBehalfOf].includes(state.user?.id);
  const answers = a.ask.filter((q) => q.name in yes.answers);
  return h('li.ro-person', { key: yes.by },
    sign('done'),
    h('div', null,
      h('span.ro-person__name', null, who(yes)),
      yes.override ? h('span.ro-badge.ro-badge--override', null, words.override) : null,
      h('span.ro-quiet', null, ' ', time(yes.at, ui), yes.via ? ` · ${yes.via}` : ''),
      yes.comment ? h('p.ro-person__comment', null, yes.comment) : null,
      answers.length > 0 ? h('dl.ro-answers', null, answers.map((q) => h('div', { key: q.name },
        h('dt', null, q.label), h('dd', null, answer(q, yes.answers[q.name]))))) : null),
    mine ? h('button.ro-button.ro-button--small.ro-person__withdraw', { type: 'button', 'data-act': 'withdraw' },
      words.act.withdraw) : null);
}

const answer = (question, text) => (question.kind === 'yesNo' ? words.yesNo[text] ?? text : text);

function noes(a, ui) {
  return h('div.ro-noes', { key: 'noes' },
    h('p.ro-quiet', null, words.rejections(a.rejected.length, a.rejections)),
    people(a.rejected.map((no) => h('li.ro-person', { key: no.by },
      sign('failed'),
      h('div', null,
        h('span.ro-person__name', null, who(no)),
        h('span.ro-quiet', null, ' ', time(no.at, ui), no.via ? ` · ${no.via}` : ''),
        h('p.ro-person__comment', null, no.reason))))));
}

function evidence(digest) {
  return h('p.ro-evidence', null, h('span.ro-quiet', null, `${words.evidence} `),
    h('code', { title: digest }, shortDigest(digest)),
    h('button.ro-button.ro-button--text', { type: 'button', 'data-do': 'copy', 'data-text': digest }, words.copy));
}
