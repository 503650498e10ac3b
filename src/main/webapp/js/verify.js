// Whether the journal says today what was written then: asked for by a button, shown in green or red.

import { h } from './dom.js';
import { sign } from './pictures.js';

/** The words of this part; `words.js` has those of the page. */
const WORDS = {
  verify: 'Verify',
  verifying: 'Verifying…',
  good: (n) => `Every one of the ${n} records is as it was written.`,
  bad: 'The records are not as they were written',
  where: (bad) => `${bad.file ? `${bad.file}, ` : ''}line ${bad.line} (record ${bad.sequence}): ${bad.why}`,
  failed: (why) => `It could not be verified: ${why}`,
};

/** The button, and what came of it. @param {object|null} result as `GET verify` answers */
export function verifyPart(result) {
  return h('span.ro-verify', { key: 'verify' },
    h('button.ro-button.ro-button--small', { type: 'button', 'data-do': 'verify', disabled: Boolean(result?.asking) },
      result?.asking ? WORDS.verifying : WORDS.verify),
    result?.ok ? h('span.ro-verify__good', { role: 'status' }, sign('GOOD'), WORDS.good(result.records)) : null,
    result?.error ? h('span.ro-verify__failed', { role: 'alert' }, WORDS.failed(result.error)) : null);
}

/** In red, above everything else. @param {object} bad the first record that is not as it was written */
export function damaged(bad) {
  return h('div.ro-note.ro-note--bad.ro-note--alone.ro-damaged', { key: 'damaged', role: 'alert' },
    sign('notUndone'),
    h('div', null, h('strong', null, WORDS.bad), h('p.ro-damaged__where', null, WORDS.where(bad))));
}

/** Asks the server. Never fails: what went wrong is a part of the answer. */
export async function verify(base) {
  try {
    const response = await fetch(`${base}verify`, { headers: { Accept: 'application/json' }, credentials: 'same-origin' });
    return await response.json();
  } catch (error) {
    return { error: String(error.message ?? error) };
  }
}
