// The dialog before anything is done: what it means, what exactly it is about, and room for a comment or a reason.

import { shortDigest } from './approval.js';
import { h } from './dom.js';
import { estimated, inShort } from './evidence.js';
import { sign } from './pictures.js';
import { act } from './live.js';
import { answersIn, complain, fields, forgive, unanswered } from './questions.js';
import { words } from './words.js';

const NEEDS_REASON = new Set(['override', 'reject', 'pause', 'skip', 'promote', 'hotfix', 'rollback', 'stop']);
const SAYS_YES = new Set(['approve', 'override']);

/** Asks the viewer and then the server. */
export class Dialog {
  /** @param {{base: string, state: function(): object, done: function(string)}} page */
  constructor(page) {
    this.page = page;
    this.element = h('dialog.ro-dialog', { 'aria-labelledby': 'ro-dialog-title' });
    this.element.addEventListener('close', () => this.closed());
    this.element.addEventListener('submit', (event) => this.submit(event));
    this.element.addEventListener('click', (event) => this.clicked(event));
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        this.element.querySelector('form').requestSubmit();
      }
    });
    document.body.append(this.element);
  }

  /** @param {string} token of the link that brought the viewer here, if one did */
  open(action, opener, token) {
    this.action = action;
    this.token = token;
    this.opener = opener?.dataset.act;
    this.text = '';
    this.answers = {};
    this.fill();
    this.element.showModal();
    this.element.querySelector('textarea, select, input').focus();
  }

  get isOpen() {
    return this.element.open;
  }

  /** The page has news: what was shown here may be wrong now. */
  news() {
    if (!this.isOpen || this.sending) {
      return;
    }
    if (!this.token && !this.page.state().may.includes(this.action)) {
      this.stale(words.notAsked);
    } else if (this.digest && this.digest !== asking(this.page.state())?.gate.approval.evidence) {
      this.stale(words.changedWhileOpen);
    }
  }

  fill() {
    const state = this.page.state();
    const phase = subject(this.action, state);
    const names = { phase: phase?.name ?? '', last: state.phases[state.phases.length - 1]?.name ?? '' };
    const needs = NEEDS_REASON.has(this.action);
    const approving = SAYS_YES.has(this.action);
    this.digest = approving ? phase?.gate.approval.evidence : null;
    this.questions = approving ? phase?.gate.approval.ask ?? [] : [];
    const comment = needs ? words.commentNeeded : words.comment;
    const label = approving ? comment : needs ? words.reason : words.reasonOptional;
    const area = h('textarea.ro-dialog__text', {
      id: 'ro-dialog-text', name: 'text', rows: 3, maxlength: 4000, required: needs,
      'aria-describedby': 'ro-dialog-error',
    });
    area.value = this.text;
    this.element.className = `ro-dialog ro-dialog--${this.action}`;
    this.element.replaceChildren(h('form', { method: 'dialog', novalidate: true },
      h('h2.ro-dialog__title', { id: 'ro-dialog-title' }, words.ask[this.action](names)),
      h('p.ro-dialog__means', null, this.action === 'reject' && phase?.gate.approval.rejections > 1
        ? words.means.rejectSome(phase.gate.approval.rejections) : words.means[this.action]),
      about(state, phase, this.action),
      fields(this.questions, this.answers),
      h('label.ro-dialog__label', { for: 'ro-dialog-text' }, label),
      area,
      h('p.ro-dialog__error', { id: 'ro-dialog-error', role: 'alert' }),
      h('div.ro-dialog__buttons', null,
        h('button.ro-button', { type: 'button', 'data-do': 'cancel' }, words.cancel),
        h(`button.ro-button.ro-button--${this.action}.ro-button--full`, { type: 'submit', 'data-confirm': '' },
          words.act[this.action]))));
  }

  clicked(event) {
    const what = event.target.closest('[data-do]')?.dataset.do;
    if (what === 'cancel' || event.target === this.element) {
      this.element.close();
    } else if (what === 'review') {
      this.text = this.area.value;
      this.answers = answersIn(this.element);
      if (this.page.state().may.includes(this.action)) {
        this.fill();
        this.area.focus();
      } else {
        this.element.close();
      }
    }
  }

  async submit(event) {
    event.preventDefault();
    if (this.sending) {
      return;
    }
    const area = this.area;
    const text = area.value.trim();
    const answers = answersIn(this.element);
    forgive(this.element);
    const missing = unanswered(this.questions, answers);
    if (missing) {
      complain(this.element, missing.name, words.answerMissing);
      return;
    }
    if (area.required && !text) {
      this.error(words.reasonMissing);
      area.focus();
      return;
    }
    const confirm = this.element.querySelector('[data-confirm]');
    this.sending = true;
    confirm.disabled = true;
    confirm.textContent = words.sending;
    const answer = await act(this.page.base, ...this.request(text, answers));
    this.sending = false;
    confirm.disabled = false;
    confirm.textContent = words.act[this.action];
    if (answer.ok) {
      this.token = null;
      this.element.close();
      this.page.done(words.did[this.action]);
    } else if (answer.status === 409) {
      this.stale(answer.error);
      this.page.refresh();
    } else if (!complain(this.element, answer.field.replace(/^answers\./, ''), answer.error)) {
      this.error(answer.status === 0 ? words.noAnswer : answer.error);
      area.focus();
    }
  }

  /** Where to send it, and what. */
  request(text, answers) {
    const yes = SAYS_YES.has(this.action);
    const body = yes
      ? { evidence: this.digest, comment: text, answers, override: this.action === 'override' } : { reason: text };
    if (this.token) {
      return ['confirm', { ...body, token: this.token }];
    }
    return [yes ? 'approve' : this.action, body];
  }

  get area() {
    return this.element.querySelector('#ro-dialog-text');
  }

  error(text) {
    const place = this.element.querySelector('.ro-dialog__error');
    place.replaceChildren(sign('failed'), h('span', null, text));
  }

  /** What is shown is not what is: nothing can be confirmed before it is looked at again. */
  stale(text) {
    this.error(text);
    const confirm = this.element.querySelector('[data-confirm]');
    if (confirm) {
      const again = h('button.ro-button.ro-button--full', { type: 'button', 'data-do': 'review' }, words.reviewAgain);
      confirm.replaceWith(again);
      again.focus();
    }
  }

  closed() {
    if (window.location.search.includes('token=')) {
      window.history.replaceState(null, '', this.page.base); // a link works once; what is left is the page
    }
    const opener = document.querySelector(`[data-act="${this.opener}"]`);
    (opener ?? document.getElementById('ro-status'))?.focus();
  }
}

const asking = (state) => state.phases.find((p) => p.gate.approval.requested);

/** The phase that an action is about: the one that asks, the one that is held, or the one under way. */
function subject(action, state) {
  if (SAYS_YES.has(action) || action === 'reject' || action === 'withdraw') {
    return asking(state);
  }
  const under = ['gate', 'passed', 'deploying', 'deployed', 'baking', 'failed'];
  return state.phases.find((p) => p.name === state.held?.phase) ?? state.phases.find((p) => under.includes(p.status));
}

function about(state, phase, action) {
  const deciding = SAYS_YES.has(action) || action === 'reject';
  return h('dl.ro-about', null,
    row(words.version, `${state.application} ${state.version}`),
    row(words.environment, state.environment),
    deciding && state.artifact ? row(words.artifact, shortDigest(state.artifact)) : null,
    deciding && phase
      ? row(words.onePhase, [phase.name, phase.exposure ? words.exposureOf(phase.exposure) : '', phase.audience ?? '']
        .filter(Boolean).join(' · ')) : null,
    deciding && phase ? phase.gate.criteria.map((c) => row(c.name, [
      h('span.ro-about__verdict', null, sign(c.verdict ?? 'NONE'), words.verdict[c.verdict ?? 'NONE']),
      ` ${estimated(c)} `, h('span.ro-quiet', null, c.limit),
      c.estimate ? h('p.ro-about__estimate', null, inShort(c.estimate)) : null])) : null,
    SAYS_YES.has(action) && phase?.gate.approval.evidence ? evidence(phase.gate.approval.evidence) : null);
}

const evidence = (digest) => row(words.evidence, h('code', { title: digest }, shortDigest(digest)));

const row = (name, what) => h('div.ro-about__row', null, h('dt', null, name), h('dd', null, what));
