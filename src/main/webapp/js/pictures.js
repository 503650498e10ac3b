// The small drawings: one sign for each state, and the line of the last samples. Each stands beside its word.

import { h } from './dom.js';
import { value, words } from './words.js';

const PATHS = {
  check: 'M6 10.5l2.8 2.8L14.2 7.6',
  cross: 'M7 7l6 6M13 7l-6 6',
  bang: 'M10 5.6v5.2M10 14v.1',
  question: 'M7.8 8a2.2 2.2 0 1 1 3.1 2c-.6.3-.9.7-.9 1.4M10 14.2v.1',
  pause: 'M8 6.8v6.4M12 6.8v6.4',
  clock: 'M10 6v4.2l2.8 1.6',
  up: 'M10 14V6.4M6.8 9.4L10 6.2l3.2 3.2',
  back: 'M7.6 6.2L5.2 8.6 7.6 11M5.4 8.6h5.4a2.9 2.9 0 0 1 0 5.8H8',
  skip: 'M6 6.8L9.4 10 6 13.2M10.6 6.8L14 10l-3.4 3.2',
  person: 'M10 9.6a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM6.2 14.6c.3-2 1.8-3.2 3.8-3.2s3.5 1.2 3.8 3.2',
  dash: 'M7 10h6',
  none: '',
};

/** Which sign and which tone a state has; the tone is only ever an addition to the word beside it. */
const SIGNS = {
  pending: ['none', 'plain'],
  waiting: ['clock', 'plain'],
  gate: ['clock', 'active'],
  asking: ['person', 'human'],
  closed: ['clock', 'human'],
  passed: ['check', 'active'],
  deploying: ['up', 'active'],
  deployed: ['up', 'active'],
  baking: ['clock', 'active'],
  running: ['up', 'active'],
  done: ['check', 'good'],
  succeeded: ['check', 'good'],
  skipped: ['skip', 'plain'],
  failed: ['cross', 'bad'],
  aborted: ['cross', 'plain'],
  paused: ['pause', 'human'],
  held: ['question', 'human'],
  rollingBack: ['back', 'bad'],
  undoing: ['back', 'bad'],
  undone: ['back', 'plain'],
  notUndone: ['bang', 'bad'],
  postponed: ['clock', 'human'],
  abandoned: ['dash', 'plain'],
  PASS: ['check', 'good'],
  FAIL: ['cross', 'bad'],
  INCONCLUSIVE: ['question', 'human'],
  NO_DATA: ['dash', 'plain'],
  WAITING: ['dash', 'plain'],
  NONE: ['none', 'plain'],
  GOOD: ['check', 'good'],
  BAD: ['cross', 'bad'],
  HUMAN: ['person', 'human'],
  PLAIN: ['none', 'plain'],
};

export const toneOf = (state) => (SIGNS[state] ?? SIGNS.pending)[1];

/** A round sign for a state; for the eye only, the word is beside it. */
export function sign(state) {
  const [shape, tone] = SIGNS[state] ?? SIGNS.pending;
  const turning = state === 'deploying' || state === 'undoing';
  return h(
    `svg.ro-sign.ro-sign--${tone}${shape === 'none' ? '.ro-sign--empty' : ''}`,
    { viewBox: '0 0 20 20', 'aria-hidden': 'true', focusable: 'false' },
    h('circle.ro-sign__disc', { cx: 10, cy: 10, r: 9 }),
    turning ? h('circle.ro-sign__turn', { cx: 10, cy: 10, r: 9 }) : null,
    h('path.ro-sign__shape', { d: PATHS[shape] }),
  );
}

const WIDTH = 160;
const HEIGHT = 36;
const MARGIN = 3;

/**
 * The last samples of a criterion as a line, its limits as dashed lines.
 * @param {{name, limit, lines: number[], recent: {at, value, verdict}[]}} criterion
 */
export function sparkline(criterion) {
  const samples = criterion.recent ?? [];
  const values = samples.map((s) => s.value).filter((v) => v !== null && v !== undefined);
  if (values.length === 0) {
    return h('span.ro-spark.ro-spark--empty', null, words.gatheringSamples);
  }
  const limits = criterion.lines ?? [];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const [bottom, top] = range(values, limits);
  const y = (v) => HEIGHT - MARGIN - ((v - bottom) / (top - bottom)) * (HEIGHT - 2 * MARGIN);
  const x = (i) => MARGIN + (i / Math.max(1, samples.length - 1)) * (WIDTH - 2 * MARGIN - 4);
  const label = words.spark(
    criterion.name, values.length, value(low), value(high), value(values[values.length - 1]), criterion.limit);
  const last = samples.reduce((found, s, i) => (s.value === null || s.value === undefined ? found : i), -1);
  return h(
    'svg.ro-spark',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label },
    h('title', null, label),
    limits.map((limit) =>
      h('line.ro-spark__limit', { x1: 0, x2: WIDTH, y1: round(y(limit)), y2: round(y(limit)) })),
    h('path.ro-spark__line', { d: path(samples, x, y) }),
    samples.map((s, i) =>
      s.verdict === 'FAIL' && s.value !== null && s.value !== undefined
        ? h('circle.ro-spark__fail', { cx: round(x(i)), cy: round(y(s.value)), r: 2.4 })
        : null),
    h(`circle.ro-spark__last.ro-spark__last--${toneOf(samples[last].verdict)}`, {
      cx: round(x(last)),
      cy: round(y(samples[last].value)),
      r: 3,
    }),
  );
}

/** Room for the samples and, as long as that does not flatten them, for the limits. */
function range(values, limits) {
  let bottom = Math.min(...values, ...limits);
  let top = Math.max(...values, ...limits);
  if (top === bottom) {
    top += Math.abs(top) || 1;
    bottom -= Math.abs(bottom) || 1;
  }
  const room = (top - bottom) * 0.08;
  return [bottom - room, top + room];
}

/** A line with a gap where there was no data. */
function path(samples, x, y) {
  let d = '';
  let pen = 'M';
  samples.forEach((sample, i) => {
    if (sample.value === null || sample.value === undefined) {
      pen = 'M';
    } else {
      d += `${pen}${round(x(i))} ${round(y(sample.value))}`;
      pen = 'L';
    }
  });
  return d;
}

const round = (n) => Math.round(n * 10) / 10;
