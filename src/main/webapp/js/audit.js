// The audit trail of the controller: the last records, a choice of them, the exports, and whether the chain holds.

import { h } from './dom.js';
import { sign } from './pictures.js';
import { damaged, verify, verifyPart } from './verify.js';

const WORDS = {
  title: 'Rollout audit',
  lead: 'Everything people did with rollouts, and what decided them; also of builds and jobs that are gone.',
  from: 'From', to: 'To', application: 'Application', job: 'Job or folder', person: 'Person', show: 'Show',
  when: 'When', who: 'Who', act: 'What', where: 'Rollout', why: 'Why',
  jsonl: 'Export as JSON Lines', csv: 'Export as CSV',
  none: 'Nothing was recorded that fits.',
  last: (n) => `The last ${n} records that fit. The exports have all of them.`,
  override: 'override', administrator: 'administrator',
  standsInFor: (who) => `for ${who}`,
  engine: 'Phased Rollout',
};
const FIELDS = ['from', 'to', 'application', 'job', 'person'];

const root = document.getElementById('rollout-audit');
const state = JSON.parse(document.getElementById('rollout-audit-state').textContent);
const base = new URL(state.base, window.location.origin).href; // without a name and password from the address bar
const asked = new URLSearchParams(window.location.search);
let result = null;

function paint() {
  root.replaceChildren(h('article.ro.ro-audit', null,
    h('h1.ro-title', null, WORDS.title),
    h('p.ro-quiet', null, WORDS.lead),
    result?.firstBad ? damaged(result.firstBad) : null,
    filter(),
    h('p.ro-audit__tools', null,
      h('a.ro-button.ro-button--small', { href: exported('audit.csv') }, WORDS.csv),
      h('a.ro-button.ro-button--small', { href: exported('audit.jsonl') }, WORDS.jsonl),
      verifyPart(result)),
    state.error
      ? h('p.ro-note.ro-note--bad.ro-note--alone', { role: 'alert' }, sign('notUndone'), h('span', null, state.error))
      : table()));
}

function exported(file) {
  const query = new URLSearchParams();
  FIELDS.filter((field) => asked.get(field)).forEach((field) => query.set(field, asked.get(field)));
  return `${base}${file}?${query}`;
}

function filter() {
  return h('form.ro-audit__filter', { method: 'get', action: base },
    FIELDS.map((field) => h('label.ro-audit__field', null, WORDS[field],
      h('input', {
        name: field, type: field === 'from' || field === 'to' ? 'date' : 'text', value: asked.get(field) ?? '',
      }))),
    h('button.ro-button', null, WORDS.show));
}

function table() {
  const records = [...(state.records ?? [])].reverse();
  if (records.length === 0) {
    return h('p.ro-quiet', null, WORDS.none);
  }
  return h('div.ro-audit__scroll', { tabindex: '0', role: 'region', 'aria-label': WORDS.title },
    h('table.ro-audit__table', null,
      h('thead', null, h('tr', null,
        [WORDS.when, WORDS.who, WORDS.act, WORDS.where, WORDS.why].map((word) => h('th', { scope: 'col' }, word)))),
      h('tbody', null, records.map(row))),
    records.length === state.shown ? h('p.ro-quiet', null, WORDS.last(records.length)) : null);
}

function row(record) {
  return h('tr', { 'data-record': record.number },
    h('td', null, h('time', { datetime: record.at, title: record.at }, new Date(record.at).toLocaleString())),
    h('td', null, who(record)),
    h('td', null, h('strong', null, spoken(record.act)),
      record.override ? h('span.ro-audit__mark', null, WORDS.override) : null,
      record.phase ? h('span.ro-quiet', null, ` ${record.phase}`) : null),
    h('td', null,
      record.rollout ? `${record.application} ${record.version}` : '',
      record.environment ? h('span.ro-quiet', null, ` ${record.environment}`) : null,
      record.build ? h('div.ro-quiet', null, record.build) : null),
    h('td.ro-audit__why', null, record.comment ?? '',
      Object.entries(record.answers ?? {}).map(([name, value]) => h('div.ro-quiet', null, `${name}: ${value}`)),
      record.evidence ? h('div.ro-audit__digest', { title: record.evidence }, record.evidence.slice(0, 19)) : null));
}

function who({ by }) {
  if (by.via === 'engine') {
    return h('span.ro-quiet', null, WORDS.engine);
  }
  return h('span', { title: (by.groups ?? []).join(', ') || null }, by.name || by.id,
    by.name && by.name !== by.id ? h('span.ro-quiet', null, ` ${by.id}`) : null,
    by.onBehalfOf ? h('span', null, ` ${WORDS.standsInFor(by.onBehalfOf)}`) : null,
    h('span.ro-quiet', null, ` (${by.via})`),
    by.administrator ? h('span.ro-audit__mark', null, WORDS.administrator) : null);
}

/** gatePassed reads: gate passed */
const spoken = (act) => act.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

root.addEventListener('click', async (event) => {
  if (event.target.closest('[data-do="verify"]')) {
    result = { asking: true };
    paint();
    result = await verify(base);
    paint();
  }
});

paint();
