// What a verdict rests on: both series with what is tolerated, and the numbers behind it in words.

import { h } from './dom.js';
import { value, words } from './words.js';

const w = words.estimate;
const WIDTH = 480;
const HEIGHT = 90;
const MARGIN = 4;

const known = (v) => v !== null && v !== undefined;
const signed = (v) => `${v > 0 ? '+' : ''}${value(v)}`;
const share = (v) => `${value(v * 100)} %`;
const isComparison = (e) => known(e.baseline) && e.method !== 'sampleRatio';

/** How the numbers of an estimate are written: differences with a sign, shares in percent, others as they are. */
const writer = (e) => (e.method === 'sampleRatio' ? share : isComparison(e) ? signed : value);

/** The estimate's number for a place with room for one. */
export const estimated = (c) => (c.estimate && known(c.estimate.value) ? writer(c.estimate)(c.estimate.value) : value(c.value));

/** Terms and what stands beside them; only what is known. */
function facts(e) {
  const write = writer(e);
  const all = [];
  if (isComparison(e)) {
    const percent = known(e.value) && e.baseline ? ` (${signed((e.value / Math.abs(e.baseline)) * 100)} %)` : '';
    all.push([w.difference, known(e.value) ? write(e.value) + percent : null]);
  } else {
    all.push([w[e.method] ?? w.value, known(e.value) ? write(e.value) : null]);
  }
  if (e.method === 'sampleRatio') {
    all.push([w.meant, known(e.baseline) ? write(e.baseline) : null]);
  }
  all.push([known(e.confidence) ? w.interval(value(e.confidence * 100)) : w.intervalAlone, between(e.lower, e.upper, write)]);
  all.push([w.tolerated, between(e.lowest, e.highest, write)]);
  if (isComparison(e)) {
    all.push([w.candidate, known(e.candidate) ? value(e.candidate) : null], [w.baseline, value(e.baseline)]);
  }
  all.push([w.samples, samples(e)]);
  return all.filter(([, text]) => text !== null);
}

function between(low, high, write) {
  if (known(low) && known(high)) {
    return low === high ? write(low) : w.between(write(low), write(high));
  }
  return known(low) ? w.atLeast(write(low)) : known(high) ? w.atMost(write(high)) : null;
}

function samples(e) {
  const both = known(e.baselineSamples) ? w.and(e.samples, e.baselineSamples) : value(e.samples);
  const counted = known(e.effective) && Math.round(e.effective) < e.samples ? `, ${w.effective(value(Math.round(e.effective)))}` : '';
  return both + counted + (e.wanted > 0 ? `, ${w.wanted(value(e.wanted))}` : '');
}

/** In one line, for the question whether to approve. */
export const inShort = (e) => facts(e).map(([term, text]) => `${term}: ${text}`).join(' · ');

/** The evidence of a criterion; null where its verdict rests on a plain bound. */
export function evidence(c) {
  const e = c.estimate;
  if (!e) {
    return null;
  }
  return h('div.ro-estimate', null,
    drawing(c.name, e),
    h('dl.ro-estimate__facts', null, facts(e).map(([term, text]) =>
      h('div', null, h('dt', null, term), h('dd', null, text)))));
}

/** What is tolerated of the candidate, as far as it can be drawn in the unit of the series. */
function band(e) {
  if (e.method === 'rate') { // the series is the counter
    return [null, null];
  }
  const from = isComparison(e) ? e.baseline : 0;
  return [known(e.lowest) ? from + e.lowest : null, known(e.highest) ? from + e.highest : null];
}

function drawing(name, e) {
  const chart = e.chart;
  const series = chart ? [chart.candidate, chart.baseline].map((s) => s ?? []) : [];
  const drawn = series.flat().filter(known);
  if (drawn.length === 0) {
    return null;
  }
  const limits = band(e);
  const all = [...drawn, ...limits.filter(known)];
  const [bottom, top] = room(Math.min(...all), Math.max(...all));
  const y = (v) => round(HEIGHT - MARGIN - ((v - bottom) / (top - bottom)) * (HEIGHT - 2 * MARGIN));
  const points = Math.max(...series.map((s) => s.length));
  const x = (i) => round(MARGIN + (points > 1 ? i / (points - 1) : 0.5) * (WIDTH - 2 * MARGIN));
  const [low, high] = [limits[0] === null ? HEIGHT : y(limits[0]), limits[1] === null ? 0 : y(limits[1])];
  const two = series[1].some(known);
  return h('figure.ro-estimate__figure', null,
    h('svg.ro-chart', {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img',
      'aria-label': w.drawn(name, two, value(Math.min(...drawn)), value(Math.max(...drawn))),
    },
    limits.some(known)
      ? h('rect.ro-chart__band', { x: 0, y: Math.min(low, high), width: WIDTH, height: Math.abs(low - high) }) : null,
    limits.filter(known).map((v) => h('line.ro-chart__limit', { x1: 0, x2: WIDTH, y1: y(v), y2: y(v) })),
    two ? h('path.ro-chart__baseline', { d: path(series[1], x, y) }) : null,
    h('path.ro-chart__candidate', { d: path(series[0], x, y) })),
    h('figcaption.ro-estimate__key', { 'aria-hidden': 'true' },
      key('candidate', two ? w.candidate : w.samples), two ? key('baseline', w.baseline) : null,
      limits.some(known) ? key('band', w.tolerated) : null,
      h('span.ro-estimate__range', null, `${value(Math.min(...drawn))} – ${value(Math.max(...drawn))}`)));
}

const key = (what, text) => h(`span.ro-key.ro-key--${what}`, null, text);

function room(low, high) {
  const more = (high - low) * 0.06 || Math.abs(high) || 1;
  return [low - more, high + more];
}

/** A line with a gap where nothing was measured; a point between two gaps is a dash. */
function path(values, x, y) {
  let d = '';
  values.forEach((v, i) => {
    if (known(v)) {
      const begins = !known(values[i - 1]);
      d += `${begins ? 'M' : 'L'}${x(i)} ${y(v)}`;
      d += begins && !known(values[i + 1]) ? 'h2' : '';
    }
  });
  return d;
}

const round = (n) => Math.round(n * 10) / 10;
