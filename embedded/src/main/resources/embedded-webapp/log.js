// Keeps the log page up to date and sends what a link of the log posts.
const log = document.getElementById('log');
const message = document.getElementById('message');
const { crumbHeader, crumbValue } = document.head.dataset;
const PAUSE = 1000;

async function read() {
  if (document.hidden) {
    return;
  }
  const answer = await fetch(`logText/progressiveHtml?start=${log.dataset.next}`);
  if (!answer.ok) {
    throw new Error(`the log answered ${answer.status}`);
  }
  // the server escapes all text; what is markup here comes from notes it has signed
  log.insertAdjacentHTML('beforeend', await answer.text());
  log.dataset.next = answer.headers.get('X-Text-Size');
  log.dataset.more = answer.headers.get('X-More-Data') ?? 'false';
}

async function follow() {
  while (log.dataset.more === 'true') {
    try {
      await read();
    } catch (problem) {
      // a controller that restarts is back soon
      message.textContent = `Waiting for the controller: ${problem.message}`;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

function address(link) {
  const base64 = link.dataset.encodedUrl.replaceAll('-', '+').replaceAll('_', '/');
  return new URL(decodeURIComponent(atob(base64).replaceAll('+', ' ')), location.href);
}

async function post(link) {
  const url = address(link);
  if (url.origin !== location.origin) {
    message.textContent = 'This link leads to another site and is not sent.';
    return;
  }
  const answer = await fetch(url, { method: 'POST', headers: { [crumbHeader]: crumbValue, Accept: 'application/json' } });
  const name = link.textContent;
  message.textContent = answer.ok ? `${name}: done` : `${name}: ${await reason(answer)}`;
}

async function reason(answer) {
  const type = answer.headers.get('Content-Type') ?? '';
  if (type.startsWith('application/json')) {
    return (await answer.json()).error ?? answer.status;
  }
  return answer.status === 403 ? 'you may not do this; log in as somebody who may' : `the answer was ${answer.status}`;
}

log.addEventListener('click', (event) => {
  const link = event.target.closest('.post-hyperlink-note-button');
  if (link) {
    event.preventDefault();
    post(link).catch((problem) => {
      message.textContent = problem.message;
    });
  }
});

follow();
