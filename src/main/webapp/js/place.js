// Where a rollout stands among others: the queue, what it took over, and to whom it is handed over.

import { time } from './approval.js';
import { h } from './dom.js';
import { sign } from './pictures.js';
import { words } from './words.js';

/** Notes above the actions; none for a rollout that is alone. */
export function place(state, ui) {
  const { queue, inherited, handOver } = state;
  return [
    handOver ? note('handOver', 'closed', words.handOver(handOver.to)) : null,
    inherited ? note('inherited', 'passed', words.inherited(inherited.from, inherited.version, share(inherited)),
      inherited.behind.length > 0 ? words.onlyThere(inherited.behind.join(', ')) : '') : null,
    queue && queue.position > 0 ? note('queue', 'closed',
      words.inLine(queue.position, queue.before[0]), words.since, time(queue.since, ui)) : null,
    queue && queue.waiting.length > 0 ? note('behind', 'closed', words.waitingBehind(queue.waiting.join(', '))) : null,
  ];
}

const share = (inherited) => [inherited.exposure ? words.exposure(inherited.exposure) : '', ...inherited.audiences]
  .filter(Boolean).join(', ');

const note = (key, picture, text, ...more) => h('p.ro-note.ro-note--wait.ro-note--alone', { key }, sign(picture),
  h('span', null, text, ' ', h('span.ro-quiet', null, ...more.flatMap((part) => [part, ' ']))));
