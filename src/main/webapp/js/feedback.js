// What people say about the version: numbers for everybody, forms for those who are logged in.

import { time } from './approval.js';
import { h } from './dom.js';
import { act } from './live.js';
import { sign } from './pictures.js';
import { value, words } from './words.js';

const say = words.feedback;

/** @param {object} state as `GET state` answers; what was said is in `state.feedback` */
export function feedback(state, ui) {
  const f = state.feedback;
  if (!f) {
    return null;
  }
  const counted = (f.phases ?? []).filter((p) => p.count > 0);
  return h('section.ro-feedback', { key: 'feedback', 'aria-label': say.title },
    h('h2.ro-history__title', null, say.title),
    f.error ? h('p.ro-note.ro-note--bad', null, sign('notUndone'), h('span', null, f.error)) : [
      counted.length === 0 ? h('p.ro-quiet', null, say.nothing) : null,
      counted.map((p) => tally(p, f.scale)),
      f.signOffs.map((list) => signOffs(list, ui)),
      f.may ? rateForm(f, ui) : h('p.ro-quiet', null, say.logIn, ' ', ui.login ? h('a', { href: ui.login }, words.logIn) : null),
      f.signOffs.filter((list) => list.asked).map((list, i) => signOffForm(list, i, ui)),
      f.mine.length > 0 ? mine(f.mine, ui) : null,
      f.mayRead && counted.length > 0 ? said(ui) : null,
      f.mayImport ? importForm(ui) : null,
    ]);
}

/** How many gave which score, best first, as a picture with its numbers. */
function tally(p, scale) {
  const most = Math.max(...p.scores);
  return h('div.ro-tally', { key: `tally-${p.name}`, 'data-rated': p.name },
    h('p.ro-tally__head', null,
      h('strong', null, p.name), ' ',
      h('span.ro-tally__mean', null, say.mean(value(Math.round(p.mean * 10) / 10), scale.best)), ' ',
      h('span.ro-quiet', null, say.responses(p.count))),
    h('ol.ro-tally__bars', null, p.scores.map((n, i) => h('li.ro-tally__row', null,
      h('span.ro-tally__score', null, i + scale.worst),
      h('span.ro-tally__bar', { vars: { '--share': `${most === 0 ? 0 : (100 * n / most).toFixed(1)}%` }, 'aria-hidden': 'true' }),
      h('span.ro-tally__count', null, n))).reverse()));
}

function signOffs(list, ui) {
  return h('div.ro-signoffs', { key: `signoffs-${list.phase}-${list.stage}-${list.name}`, 'data-signoffs': list.name },
    sign(list.refused > 0 ? 'failed' : list.complete ? 'done' : 'asking'),
    h('div', null,
      h('p', null, h('strong', null, list.name), ' ', say.signed(list.about, Math.min(list.signed, list.wanted), list.wanted)),
      list.refused > 0 ? h('p.ro-signoffs__no', null, say.refused(list.refused)) : null,
      list.missing?.length > 0 ? h('p.ro-quiet', null, say.missing(list.missing.join(', '))) : null,
      list.given?.length > 0 ? h('ul.ro-said', null, list.given.map((r) => response(r, ui))) : null));
}

function response(r, ui, more = null) {
  const what = r.score === undefined ? (r.ok ? say.ok : say.notOk) : say.score(r.score);
  return h('li.ro-said__one', null,
    h('p.ro-said__head', null, h('strong', null, what), ' ', h('span.ro-quiet', null,
      r.by ? `${r.by} · ` : '', `${r.phase} · `, r.source === 'person' ? '' : `${say.source[r.source]} · `, time(r.at, ui))),
    r.comment ? h('p.ro-said__comment', null, r.comment) : null,
    more);
}

/** One's own words, which can be taken back; the second click does it. */
const mine = (all, ui) => h('div.ro-mine', { key: 'mine' },
  h('h3.ro-part__title', null, say.mine),
  h('ul.ro-said', null, all.map((r) => response(r, ui, h('button.ro-button.ro-button--text', {
    type: 'button', 'data-say': 'delete', 'data-id': r.id,
  }, ui.deleting === r.id ? say.reallyDelete : say.delete)))),
  error('delete', ui));

const said = (ui) => h('div', { key: 'said' },
  ui.said ? h('ul.ro-said', { 'data-said': '' }, ui.said.map((r) => response(r, ui)))
    : h('button.ro-button.ro-button--small', { type: 'button', 'data-say': 'read' }, say.read));

const error = (form, ui) => h('p.ro-field__error', { role: 'alert', 'data-error': form },
  ui.refused?.form === form ? [sign('failed'), h('span', null, ui.refused.error)] : null);

function drawer(key, title, ui, ...inside) {
  return h('details.ro-drawer', { key, 'data-open': key, open: ui.open.get(key) ?? false },
    h('summary.ro-drawer__title', null, title),
    h('form.ro-drawer__form', { 'data-form': key, novalidate: true }, inside, error(key, ui)));
}

function comment(key) {
  return h('div.ro-field', null,
    h('label.ro-dialog__label', { for: `${key}-comment` }, words.comment),
    h('textarea.ro-field__input', { id: `${key}-comment`, name: 'comment', rows: 3, maxlength: 2000 }));
}

function rateForm(f, ui) {
  const scores = Array.from({ length: f.scale.best - f.scale.worst + 1 }, (_, i) => f.scale.worst + i);
  return drawer('ro-rate', say.give, ui,
    h('fieldset.ro-field', null,
      h('legend.ro-dialog__label', null, say.how),
      h('div.ro-scores', null, scores.map((score) => h('label.ro-scores__one', null,
        h('input', { type: 'radio', name: 'score', value: score }), h('span', null, score)))),
      h('p.ro-scores__ends.ro-quiet', { 'aria-hidden': 'true' }, h('span', null, say.worst), h('span', null, say.best))),
    h('div.ro-field', null,
      h('label.ro-dialog__label', { for: 'ro-rate-phase' }, words.onePhase),
      h('select.ro-field__input', { id: 'ro-rate-phase', name: 'phase' }, f.phases.map((p) =>
        h('option', { value: p.name, selected: p.name === f.about }, p.name)))),
    comment('ro-rate'),
    f.names === 'never' ? h('p.ro-quiet', null, say.never)
      : h('label.ro-field__option', null,
        h('input', { type: 'checkbox', name: 'named', checked: f.names === 'named' }), say.named),
    h('button.ro-button.ro-button--resume', { type: 'submit' }, say.send));
}

function signOffForm(list, i, ui) {
  const key = `ro-sign-${i}`;
  return drawer(key, say.signOff(list.about), ui,
    h('input', { type: 'hidden', name: 'phase', value: list.about }),
    list.items.length > 0 ? h('fieldset.ro-field', null,
      h('legend.ro-dialog__label', null, say.items),
      list.items.map((item) => h('label.ro-field__option', null,
        h('input', { type: 'checkbox', name: 'item', value: item }), item))) : null,
    comment(key),
    h('div.ro-dialog__buttons', null,
      h('button.ro-button.ro-button--reject', { type: 'submit', name: 'ok', value: 'false' }, say.notOk),
      h('button.ro-button.ro-button--approve', { type: 'submit', name: 'ok', value: 'true' }, say.ok)));
}

const importForm = (ui) => drawer('ro-import', say.import, ui,
  h('p.ro-quiet', null, say.importHow),
  h('input.ro-field__input', { type: 'file', name: 'file', accept: '.csv,text/csv', 'aria-label': say.import }),
  h('button.ro-button', { type: 'submit' }, say.importSend));

/**
 * Hears what people say, and sends it.
 * @param {{base: string, ui: object, paint: function(), say: function(string), fresh: function(object)}} page
 */
export function listen(root, page) {
  const { base, ui } = page;

  async function settle(form, answer, done) {
    ui.refused = answer.ok ? null : { form, error: answer.error || words.noAnswer };
    if (answer.ok) {
      await refresh();
      page.say(done);
    } else {
      page.paint();
    }
    return answer.ok;
  }

  async function refresh() {
    const answer = await fetch(`${base}feedback`, { headers: { Accept: 'application/json' }, cache: 'no-store' })
      .catch(() => null);
    if (answer?.ok) {
      const fresh = await answer.json();
      ui.said = ui.said ? fresh.responses : null;
      page.fresh(fresh);
    }
  }

  async function send(form, button) {
    const key = form.dataset.form;
    const data = new FormData(form);
    if (key === 'ro-import') {
      const file = data.get('file');
      return settle(key, await act(base, 'importFeedback', file, 'text/csv'), say.imported);
    }
    const body = { comment: data.get('comment'), phase: data.get('phase') };
    if (key === 'ro-rate') {
      if (!data.get('score')) {
        return settle(key, { ok: false, error: say.scoreMissing }, '');
      }
      const named = form.querySelector('[name=named]');
      return settle(key, await act(base, 'feedback', {
        ...body, score: data.get('score'), ...(named ? { anonymous: !named.checked } : {}),
      }), say.thanks);
    }
    return settle(key, await act(base, 'signOff', { ...body, ok: button?.value ?? 'true', item: data.getAll('item') }), say.noted);
  }

  root.addEventListener('submit', async (event) => {
    const form = event.target.closest('[data-form]');
    if (!form) {
      return;
    }
    event.preventDefault();
    const buttons = [...form.querySelectorAll('button')];
    buttons.forEach((b) => { b.disabled = true; });
    const done = await send(form, event.submitter);
    buttons.forEach((b) => { b.disabled = false; });
    if (done) {
      form.reset();
      ui.open.set(form.dataset.form, false);
      page.paint();
    } else {
      form.querySelector('[data-error]').scrollIntoView({ block: 'nearest' });
    }
  });

  root.addEventListener('click', async (event) => {
    const button = event.target.closest('[data-say]');
    if (button?.dataset.say === 'read') {
      ui.said = [];
      await refresh();
    } else if (button?.dataset.say === 'delete') {
      const { id } = button.dataset;
      if (ui.deleting !== id) {
        ui.deleting = id;
        page.paint();
      } else {
        ui.deleting = '';
        await settle('delete', await act(base, 'deleteFeedback', { id }), say.deleted);
      }
    }
  });
}
