// Elements from data, and the change from one tree of elements to the next.
// Text goes in as text nodes only: nothing here can turn a name or a comment into markup.

const SVG = 'http://www.w3.org/2000/svg';
const SVG_TAGS = new Set(['svg', 'path', 'circle', 'line', 'rect', 'polyline', 'g', 'title']);

/**
 * Makes an element.
 * @param {string} selector tag and classes: 'p.ro-note.ro-bad'
 * @param {object|null} props attributes; false, null and undefined leave one out. `key` tells siblings apart,
 *     `vars` are CSS custom properties (set one by one, which a Content-Security-Policy without inline styles allows)
 * @param {...*} children elements, texts, numbers, nested lists; null and false are left out
 */
export function h(selector, props, ...children) {
  const [tag, ...classes] = selector.split('.');
  const element = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  if (classes.length > 0) {
    element.setAttribute('class', classes.join(' '));
  }
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === false || value === null || value === undefined) {
      continue;
    }
    if (name === 'vars') {
      setVars(element, value);
    } else if (name === 'key') {
      element.dataset.key = value;
    } else {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  for (const child of children.flat(Infinity)) {
    if (child instanceof Node) {
      element.append(child);
    } else if (child !== null && child !== undefined && child !== false && child !== '') {
      element.append(String(child));
    }
  }
  return element;
}

const varsOf = new WeakMap();

function setVars(element, vars) {
  const before = varsOf.get(element) ?? {};
  for (const name of Object.keys(before)) {
    if (!(name in vars)) {
      element.style.removeProperty(name);
    }
  }
  for (const [name, value] of Object.entries(vars)) {
    if (before[name] !== value) {
      element.style.setProperty(name, value);
    }
  }
  varsOf.set(element, vars);
}

/**
 * Changes a tree into another one, touching only what differs, so that focus, selection, scroll position and what a
 * person is typing stay.
 * @returns {Node} the node that stands there now
 */
export function morph(from, to) {
  if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName || keyOf(from) !== keyOf(to)) {
    from.replaceWith(to);
    return to;
  }
  if (from.nodeType === Node.TEXT_NODE) {
    if (from.nodeValue !== to.nodeValue) {
      from.nodeValue = to.nodeValue;
    }
    return from;
  }
  morphAttributes(from, to);
  if (varsOf.has(from) || varsOf.has(to)) {
    setVars(from, varsOf.get(to) ?? {});
  }
  morphChildren(from, to);
  return from;
}

function keyOf(node) {
  return node.dataset?.key;
}

function morphAttributes(from, to) {
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && name !== 'style') {
      from.removeAttribute(name);
    }
  }
  for (const { name, value } of to.attributes) {
    if (name !== 'style' && from.getAttribute(name) !== value) {
      from.setAttribute(name, value);
    }
  }
}

function morphChildren(from, to) {
  const keyed = new Map();
  for (const child of from.childNodes) {
    const key = keyOf(child);
    if (key !== undefined) {
      keyed.set(key, child);
    }
  }
  let place = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const key = keyOf(wanted);
    const known = key === undefined ? null : keyed.get(key);
    if (known && known !== place) {
      from.insertBefore(known, place);
      morph(known, wanted);
    } else if (place && keyOf(place) === key) {
      place = morph(place, wanted).nextSibling;
    } else {
      from.insertBefore(wanted, place);
    }
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}
