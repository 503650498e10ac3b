// What goes over the wire: news by long-poll, and what people do by POST.

const HIDDEN_PAUSE = 15_000;
const IDLE_PAUSE = 2_000;
const LONGEST_PAUSE = 30_000;
const PATIENCE = 40_000;

/** Hears of changes until told to stop. */
export class News {
  /**
   * @param {string} base URL of the rollout, with a slash at its end
   * @param {number} sequence of the last event already known
   * @param {{news: function(object, object[]), lost: function(string), back: function()}} hear `lost` is told
   *     'connection' or, when the server no longer shows the rollout, 'access'
   */
  constructor(base, sequence, hear) {
    this.base = base;
    this.sequence = sequence;
    this.hear = hear;
    this.failures = 0;
    this.stopped = false;
    this.wake = () => {};
    document.addEventListener('visibilitychange', () => document.hidden || this.now());
    window.addEventListener('online', () => this.now());
    window.addEventListener('pagehide', () => this.pending?.abort());
  }

  /** Asks until stopped, one question at a time. */
  async start() {
    while (!this.stopped) {
      const asked = performance.now();
      const something = await this.ask();
      if (!this.stopped) {
        await this.pause(something, performance.now() - asked);
      }
    }
  }

  stop() {
    this.stopped = true;
    this.pending?.abort();
    this.wake();
  }

  /** Ends a pause between two questions. */
  now() {
    this.wake();
  }

  async ask() {
    const wait = !document.hidden && this.failures === 0;
    this.pending = new AbortController();
    const timer = setTimeout(() => this.pending.abort(), PATIENCE);
    try {
      const response = await fetch(`${this.base}events?after=${this.sequence}&state=true${wait ? '&wait=true' : ''}`, {
        headers: { Accept: 'application/json' },
        cache: 'no-store',
        signal: this.pending.signal,
      });
      if ([401, 403, 404].includes(response.status)) {
        this.stopped = true;
        this.hear.lost('access');
        return false;
      }
      if (!response.ok) {
        throw new Error(`HTTP ${response.status}`);
      }
      const answer = await response.json();
      if (this.failures > 0) {
        this.failures = 0;
        this.hear.back();
      }
      const news = answer.sequence !== this.sequence;
      this.sequence = answer.sequence;
      if (news) {
        this.hear.news(answer.state, answer.events);
      }
      return news;
    } catch {
      if (!this.stopped) {
        this.failures += 1;
        this.hear.lost('connection');
      }
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  /** At once after news or a full wait; later when hidden, when the server cannot wait, or after errors. */
  async pause(something, took) {
    let millis = 0;
    if (this.failures > 0) {
      millis = Math.min(LONGEST_PAUSE, 1000 * 2 ** (this.failures - 1));
    } else if (document.hidden) {
      millis = HIDDEN_PAUSE;
    } else if (!something && took < 1000) {
      millis = IDLE_PAUSE;
    }
    if (millis > 0) {
      await new Promise((done) => {
        const timer = setTimeout(done, millis);
        this.wake = () => {
          clearTimeout(timer);
          done();
        };
      });
    }
  }
}

/**
 * Asks for an action.
 * @param {object|Blob} body what is sent as JSON, or a file that is sent as it is
 * @returns {Promise<{ok: boolean, status: number, error: string, field: string, sequence: number}>} never rejects; status
 *     0 means that there was no answer
 */
export async function act(base, action, body, type = 'application/json') {
  const { crumbHeader, crumbValue } = document.head.dataset;
  const headers = { 'Content-Type': type, Accept: 'application/json' };
  if (crumbHeader && crumbValue) {
    headers[crumbHeader] = crumbValue;
  }
  try {
    const response = await fetch(base + action, {
      method: 'POST',
      headers,
      body: body instanceof Blob ? body : JSON.stringify({ ...body, via: 'page' }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    const json = (response.headers.get('Content-Type') ?? '').startsWith('application/json');
    const answer = json ? await response.json() : {};
    return {
      ok: response.ok,
      status: response.status,
      error: answer.error ?? (response.ok ? '' : `HTTP ${response.status} ${response.statusText}`.trim()),
      field: answer.field ?? '',
      sequence: answer.sequence ?? 0,
    };
  } catch {
    return { ok: false, status: 0, error: '', field: '', sequence: 0 };
  }
}
