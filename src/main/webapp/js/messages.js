// Who was told of the rollout, and who could not be.

import { time } from './approval.js';
import { h } from './dom.js';

const STATES = { waiting: 'waiting', sent: 'sent', failed: 'FAILED', givenUp: 'GIVEN UP', dropped: 'not sent' };

const bad = (one) => one.state === 'failed' || one.state === 'givenUp';

/** Nothing where nobody is told. */
export function messages(state, ui) {
  const all = state.messages ?? [];
  if (all.length === 0) {
    return null;
  }
  const failed = all.filter(bad).length;
  return h('details.ro-messages', { key: 'messages' },
    h('summary', null, `Messages: ${all.length}${failed > 0 ? `, ${failed} NOT DELIVERED` : ''}`),
    h('ul', null, all.map((one, i) => h('li', { key: `${one.at} ${one.to} ${i}`, 'data-state': one.state },
      time(one.at, ui), ' · ', h('strong', null, STATES[one.state] ?? one.state), ' · ',
      one.topic.replace('_', ' '), one.phase ? ` (${one.phase})` : '', ' → ', one.to,
      one.why ? h('span.ro-quiet', null, `: ${one.why}`) : null))));
}
