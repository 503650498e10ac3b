// Where the page starts: paints the state it carries, keeps it live, and hands clicks on.

import { badge } from './badge.js';
import { Dialog } from './dialog.js';
import { morph } from './dom.js';
import { listen } from './feedback.js';
import { News } from './live.js';
import { bakeLeft } from './phase.js';
import { damaged, verify } from './verify.js';
import { ended, list, page, stateWord, unreadable } from './view.js';
import { due, relative, words } from './words.js';

const root = document.getElementById('rollout');
const carried = JSON.parse(document.getElementById('rollout-state').textContent);

if (Array.isArray(carried)) {
  root.replaceChildren(list(carried));
} else if (carried.error) {
  root.replaceChildren(unreadable(carried.error));
  if (carried.damaged) {
    root.querySelector('.ro').prepend(damaged(carried.damaged));
  }
} else {
  start(carried);
}

function start(first) {
  let state = first;
  let behind = Date.now() - Date.parse(state.now);
  let tree = null;
  let news = null;
  // without a name and password from the address bar, which fetch refuses
  const base = new URL(root.dataset.base, window.location.origin).href;
  const ui = {
    now: 0, notice: first.confirm?.error ?? '', open: new Map(), filter: 'all', find: '', all: false, more: false, lost: '',
    base, login: root.dataset.login ?? '', damaged: first.damaged ?? null, verified: null,
  };
  const voice = document.getElementById('rollout-voice');
  const count = badge(stateWord(state) === 'asking');

  function paint() {
    ui.now = Date.now() - behind;
    const next = page(state, ui);
    if (tree) {
      tree = morph(tree, next);
    } else {
      root.replaceChildren(next);
      tree = next;
    }
  }

  function say(text) {
    voice.textContent = text;
  }

  const dialog = new Dialog({
    base,
    state: () => state,
    refresh: () => news?.now(),
    done: say,
  });

  listen(root, {
    base, ui, paint, say,
    fresh(said) {
      state = { ...state, feedback: said };
      paint();
    },
  });

  news = new News(base, state.sequence, {
    news(fresh) {
      behind = Date.now() - Date.parse(fresh.now);
      const told = state.statusText;
      state = fresh;
      paint();
      dialog.news();
      count(stateWord(state) === 'asking');
      if (state.statusText !== told) {
        say(`${words.status[stateWord(state)]}. ${state.statusText}`);
      }
      if (ended(state)) {
        news.stop();
      }
    },
    lost(why) {
      ui.lost = why === 'access' ? words.noAccess : words.lost;
      paint();
      say(ui.lost);
    },
    back() {
      ui.lost = '';
      paint();
    },
  });

  root.addEventListener('click', async (event) => {
    const details = event.target.closest('summary')?.parentElement;
    if (details) {
      ui.open.set(details.dataset.open, !details.open); // from now on this one opens and closes by hand
    }
    const target = event.target.closest('[data-act], [data-do], [data-filter]');
    if (!target) {
      return;
    }
    const { act, do: what, filter, text } = target.dataset;
    if (act) {
      dialog.open(act, target);
    } else if (filter) {
      ui.filter = filter;
      paint();
    } else if (what === 'all') {
      ui.all = true;
      paint();
    } else if (what === 'more') {
      ui.more = !ui.more;
      paint();
    } else if (what === 'reconnect') {
      news.now();
    } else if (what === 'verify') {
      ui.verified = { asking: true };
      paint();
      ui.verified = await verify(base);
      ui.damaged = ui.verified.firstBad ?? (ui.verified.ok ? null : ui.damaged);
      paint();
      say(root.querySelector('.ro-damaged, .ro-verify__good, .ro-verify__failed')?.textContent ?? '');
    } else if (what === 'copy') {
      await copy(text);
      target.textContent = words.copied;
      say(words.copied);
    }
  });

  root.addEventListener('input', (event) => {
    if ('find' in event.target.dataset) {
      ui.find = event.target.value;
      paint();
    }
  });

  function tick() {
    const now = Date.now() - behind;
    for (const element of root.querySelectorAll('time[data-tick]')) {
      const text = (element.dataset.tick === 'due' ? due : relative)(Date.parse(element.dateTime), now);
      if (element.textContent !== text) {
        element.textContent = text;
      }
    }
    for (const element of root.querySelectorAll('.ro-bake')) {
      const [from, until] = [Date.parse(element.dataset.from), Date.parse(element.dataset.until)];
      const share = Math.min(1, Math.max(0, (now - from) / (until - from)));
      element.querySelector('.ro-bake__bar').style.setProperty('--share', `${(share * 100).toFixed(1)}%`);
      element.querySelector('.ro-bake__left').textContent = bakeLeft(until, now);
    }
  }

  paint();
  if (first.confirm?.token) {
    dialog.open(first.confirm.act, null, first.confirm.token);
  }
  const wanted = new URLSearchParams(window.location.search).get('do');
  if (state.may.includes(wanted)) {
    dialog.open(wanted);
  }
  setInterval(() => document.hidden || tick(), 1000);
  if (!ended(state)) {
    news.start();
  }
}

/** The clipboard needs a secure origin; controllers in a company's network often have none. */
async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'ro-offstage';
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
