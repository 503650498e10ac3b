// The questions of a gate as fields of a form, each with its own place for what is wrong with the answer.

import { h } from './dom.js';
import { sign } from './pictures.js';
import { words } from './words.js';

const idOf = (question) => `ro-answer-${question.name}`;

/** @param {object} answers what was answered so far, by name of the question */
export function fields(questions, answers) {
  return questions.map((q) => field(q, answers[q.name] ?? ''));
}

function field(q, given) {
  const label = [q.label, q.optional ? h('span.ro-quiet', null, ` ${words.optional}`) : null];
  const error = h('p.ro-field__error', { id: `${idOf(q)}-error`, role: 'alert' });
  if (q.kind === 'yesNo') {
    return h('fieldset.ro-field', { 'data-question': q.name, 'aria-describedby': error.id },
      h('legend.ro-dialog__label', null, label),
      h('div.ro-field__options', null, Object.entries(words.yesNo).map(([value, word]) =>
        h('label.ro-field__option', null,
          h('input', { type: 'radio', name: idOf(q), value, checked: value === given, 'data-answer': '' }), word))),
      error);
  }
  return h('div.ro-field', { 'data-question': q.name },
    h('label.ro-dialog__label', { for: idOf(q) }, label), input(q, given, error.id), error);
}

function input(q, given, error) {
  const props = { id: idOf(q), 'aria-describedby': error, 'aria-required': String(!q.optional), 'data-answer': '' };
  if (q.kind === 'choice') {
    return h('select.ro-field__input', props,
      h('option', { value: '' }, words.choose),
      q.choices.map((choice) => h('option', { value: choice, selected: choice === given }, choice)));
  }
  const area = h('textarea.ro-field__input', { ...props, rows: 1, maxlength: 2000 });
  area.value = given;
  return area;
}

/** What was answered, by name; what was not is left out. */
export function answersIn(form) {
  const answers = {};
  for (const place of form.querySelectorAll('[data-question]')) {
    const one = place.querySelector('input:checked, select, textarea');
    if (one && one.value.trim()) {
      answers[place.dataset.question] = one.value.trim();
    }
  }
  return answers;
}

/** Says at a question what is wrong with its answer, and puts the cursor there. @returns whether there is such a one */
export function complain(form, name, text) {
  const place = [...form.querySelectorAll('[data-question]')].find((one) => one.dataset.question === name);
  if (!place) {
    return false;
  }
  place.querySelector('.ro-field__error').replaceChildren(sign('failed'), h('span', null, text));
  place.querySelectorAll('[data-answer]').forEach((one) => one.setAttribute('aria-invalid', 'true'));
  place.querySelector('[data-answer]').focus();
  return true;
}

export function forgive(form) {
  form.querySelectorAll('.ro-field__error').forEach((place) => place.replaceChildren());
  form.querySelectorAll('[aria-invalid]').forEach((one) => one.removeAttribute('aria-invalid'));
}

/** The first question that must be answered and is not. */
export const unanswered = (questions, answers) => questions.find((q) => !q.optional && !(q.name in answers));
