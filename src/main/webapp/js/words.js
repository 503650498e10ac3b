// Every word the page says by itself, and how it writes numbers and times. To translate the page, add a language here.

const EN = {
  status: {
    waiting: 'Waiting',
    running: 'Running',
    asking: 'Approval wanted',
    closed: 'Waits for its time',
    paused: 'Paused',
    held: 'Needs a decision',
    rollingBack: 'Rolling back',
    succeeded: 'Succeeded',
    failed: 'Failed',
    aborted: 'Aborted',
  },
  phase: {
    pending: 'Not started',
    gate: 'At the gate',
    asking: 'Approval wanted',
    closed: 'Waits for its time',
    passed: 'Gate passed',
    deploying: 'Deploying',
    deployed: 'Deployed',
    baking: 'Baking',
    done: 'Done',
    skipped: 'Skipped',
    failed: 'Failed',
    undoing: 'Undoing',
    undone: 'Undone',
    notUndone: 'Not undone',
  },
  verdict: {
    PASS: 'Holds', FAIL: 'Fails', INCONCLUSIVE: 'Undecided', WAITING: 'Waits', NO_DATA: 'No data', NONE: 'Not measured yet',
  },
  target: {
    running: 'Under way',
    postponed: 'Will be tried again',
    done: 'Done',
    failed: 'Failed',
    abandoned: 'Given up',
  },
  verb: { deploy: 'deploy', undo: 'undo' },
  act: {
    approve: 'Approve',
    override: 'Approve as override',
    withdraw: 'Withdraw',
    reject: 'Reject',
    hotfix: 'Hot-fix',
    pause: 'Pause',
    resume: 'Resume',
    retry: 'Try again',
    skip: 'Skip',
    promote: 'Promote',
    rollback: 'Roll back',
    stop: 'Stop',
  },
  ask: {
    approve: (s) => `Approve ${s.phase}?`,
    override: (s) => `Approve ${s.phase} as an override?`,
    withdraw: (s) => `Take back your yes to ${s.phase}?`,
    hotfix: () => 'Take the hot-fix lane?',
    reject: (s) => `Reject ${s.phase}?`,
    pause: () => 'Pause this rollout?',
    resume: () => 'Resume this rollout?',
    retry: () => 'Try again?',
    skip: (s) => `Skip what ${s.phase} waits for?`,
    promote: (s) => `Promote straight to ${s.last}?`,
    rollback: () => 'Roll everything back?',
    stop: () => 'Stop without undoing anything?',
  },
  means: {
    approve: 'Your yes is bound to exactly what is shown here.',
    override: 'You are not asked, or this is your own work. Your yes counts all the same, and is recorded as an override.',
    withdraw: 'It counts no longer. You can approve again as long as it is asked.',
    hotfix: 'Calendars and freezes are passed over. In return more people must approve. Your reason is kept.',
    reject: 'One no ends the gate. What follows is what the plan says for a failure.',
    rejectSome: (n) => `${n} different people must say no to end the gate. Yours takes back a yes of yours.`,
    pause: 'Nothing new starts until somebody resumes it. What is deployed stays.',
    resume: 'It goes on where it was paused.',
    retry: 'What failed or did not decide is taken up once more.',
    skip: 'The rest of this gate or bake is passed over. Your reason is kept.',
    promote: 'Goes to the last phase at once, without its gate. Your reason is kept.',
    rollback: 'The kill switch: every phase is undone now, last one first, whatever waits.',
    stop: 'The rollout ends here. What is deployed stays deployed.',
  },
  comment: 'Comment (optional)',
  commentNeeded: 'Comment',
  reason: 'Reason',
  reasonOptional: 'Reason (optional)',
  reasonMissing: 'Say why in a few words; it is kept.',
  cancel: 'Cancel',
  sending: 'Sending…',
  reviewAgain: 'Review again',
  changedWhileOpen: 'What you see has changed since you opened this. Review again before you answer.',
  notAsked: 'This is not asked for any more.',
  noAnswer: 'No answer from the server. Nothing is known to have happened; try again.',
  did: {
    approve: 'Approved.',
    override: 'Approved as an override.',
    withdraw: 'Withdrawn.',
    hotfix: 'Hot-fix declared.',
    reject: 'Rejected.',
    pause: 'Paused.',
    resume: 'Resumed.',
    retry: 'Tried again.',
    skip: 'Skipped.',
    promote: 'Promoted.',
    rollback: 'Rollback begun.',
    stop: 'Stopped.',
  },
  toPage: 'To the page of the rollout',
  lost: 'Connection lost. What you see may be old.',
  tryNow: 'Try now',
  noAccess: 'The server does not show this rollout to you any more. Reload the page.',
  version: 'Version',
  onePhase: 'Phase',
  previous: 'Previous',
  artifact: 'Artifact',
  environment: 'Environment',
  from: 'from',
  build: 'Build',
  phases: 'Phases',
  actions: 'What you can do',
  decision: 'Your decision',
  steer: 'Steer',
  emergency: 'Emergency',
  lookOnly: 'You can look on. Nothing is asked of you.',
  lookOnlyAnonymous: 'You are looking on without a name. Log in to act.',
  logIn: 'Log in',
  ended: 'It has ended. Nothing is left to do.',
  more: 'More…',
  less: 'Less',
  history: 'History',
  all: 'All',
  decisions: 'People',
  problems: 'Problems',
  find: 'Find in history',
  nothingFound: 'Nothing here matches.',
  earlier: 'Earlier events',
  journal: 'Whole journal',
  checks: 'Checks',
  approval: 'Approval',
  automatic: 'No approval is asked for: the plan says so.',
  approvals: (have, want) => `${have} of ${want} ${want === 1 ? 'approval' : 'approvals'}`,
  askedFrom: 'Asked:',
  inTurn: 'asked when those before have approved',
  shared: 'shared with the other rules',
  override: 'Override',
  onBehalf: (name, away) => (away ? `${name} for ${away}` : name),
  standsIn: (name, until) => `You act for ${name}${until ? ` until ${until}` : ''}.`,
  rejections: (n, want) => `${n} of ${want} rejections`,
  expires: 'Expires',
  willExpire: (time, then) => `Will expire ${time} after it is asked for, ${then}.`,
  expired: (then) => `It has expired, ${then}.`,
  onExpiry: {
    reject: 'and then counts as rejected',
    pause: 'and then somebody must decide',
    rollback: 'and then everything is rolled back',
  },
  reminded: (n) => (n === 1 ? 'Reminded once.' : `Reminded ${n} times.`),
  escalated: (to) => `Nobody answered: ${to} may answer too.`,
  escalates: (to) => `When nobody answers, ${to} will be asked too,`,
  willAsk: (labels) => `Approvers will answer: ${labels}`,
  optional: '(optional)',
  choose: 'Choose…',
  yesNo: { true: 'Yes', false: 'No' },
  answerMissing: 'An answer is needed.',
  handOver: (to) => `It is being handed over to rollout ${to}. Nothing new is begun, and nothing is undone.`,
  inherited: (from, version, share) => `Took over from rollout ${from} what ${version} had reached${share ? ` (${share})` : ''}.`,
  onlyThere: (targets) => `Only that one has deployed to ${targets}.`,
  inLine: (n, first) => `${n} before it: first rollout ${first}.`,
  waitingBehind: (ids) => `Waiting for it: ${ids}.`,
  since: 'Waits since',
  drifted: (what) => `The world has changed: ${what}`,
  driftAccepted: (what) => `Changed, and accepted: ${what}`,
  template: 'Template',
  closed: 'May not start now',
  opens: 'It may start',
  opensUnknown: 'Nobody knows until when.',
  hotfix: 'Hot-fix',
  hotfixRules: (rules) => `No freeze and no calendar holds it; each phase must be approved by ${rules}.`,
  of: (n, people) => `${n} of ${people}`,
  gateWas: (g) => {
    const checks = g.criteria.length;
    const yes = g.approval.given.length;
    const parts = [
      checks > 0 ? `${checks} ${checks === 1 ? 'check' : 'checks'}` : '',
      g.approval.automatic ? 'no approval asked' : `${yes} ${yes === 1 ? 'approval' : 'approvals'}`,
    ];
    return `Gate: ${parts.filter(Boolean).join(', ')}`;
  },
  notYetAsked: 'Is asked for when the checks hold.',
  evidence: 'Evidence',
  copy: 'Copy',
  copied: 'Copied',
  noChecks: 'No checks: this gate asks people only.',
  rounds: (n) => (n === 1 ? '1 round' : `${n} rounds`),
  inARow: (have, want) => `${have} of ${want} in a row hold`,
  nextIn: 'next',
  failures: (n, limit) => `${n} failed, ${limit} tolerated`,
  withoutData: (n, limit) => `${n} of ${limit} without data`,
  targets: 'Targets',
  tryNumber: (n) => `try ${n}`,
  again: 'again',
  bake: 'Bake',
  left: 'left',
  overdue: 'waits for a last round that holds',
  bakedFor: (d) => `baked for ${d}`,
  notUndoable: 'Cannot be undone',
  couldNotUndo: 'Could not be undone',
  feedback: {
    title: 'Feedback',
    nothing: 'Nobody has rated this version yet.',
    mean: (mean, best) => `${mean} of ${best}`,
    responses: (n) => (n === 1 ? '1 rating' : `${n} ratings`),
    signed: (phase, have, want) => `${phase}: ${have} of ${want} signed off`,
    refused: (n) => (n === 1 ? 'One tester says that it is not ok.' : `${n} testers say that it is not ok.`),
    missing: (names) => `Missing: ${names}`,
    asked: 'You are asked to sign off, under Feedback.',
    give: 'Give feedback',
    how: 'How do you like it?',
    worst: 'badly',
    best: 'very well',
    named: 'With my name',
    never: 'No name is kept.',
    send: 'Send',
    scoreMissing: 'Choose a score first.',
    thanks: 'Thank you. Your feedback is kept.',
    signOff: (phase) => `Sign off ${phase}`,
    items: 'What works',
    ok: 'It is ok',
    notOk: 'Not ok',
    noted: 'Your answer is kept.',
    score: (n) => `Score ${n}`,
    source: { pipeline: 'by the Pipeline', import: 'imported' },
    mine: 'What you said',
    delete: 'Delete',
    reallyDelete: 'Really delete your name and words?',
    deleted: 'Deleted. The score stays, as nobody\'s.',
    read: 'Read comments',
    import: 'Import ratings from a file',
    importHow: 'Comma-separated values; the first line names the columns: score, and any of phase, comment, name, id, at.',
    importSend: 'Import',
    imported: 'Imported.',
    logIn: 'Who is logged in can rate this version.',
  },
  failure: { gate: 'Gate failed', deploy: 'Deployment failed', bake: 'Bake failed', undo: 'Undo failed' },
  exposure: (text) => `${text} %`,
  exposureOf: (text) => `${text} % exposure`,
  nobodyYet: 'nobody yet',
  since: 'since',
  started: 'Started',
  justNow: 'just now',
  now: 'now',
  ago: (d) => `${d} ago`,
  inTime: (d) => `in ${d}`,
  spark: (name, n, low, high, last, limit) =>
    `${name}: the last ${n} samples lie between ${low} and ${high}, the latest is ${last}; limit: ${limit}`,
  gatheringSamples: 'no samples yet',
  estimate: {
    value: 'Value',
    percentile: 'Percentile',
    rate: 'Rate',
    sampleRatio: 'Share of the new version',
    meant: 'Meant',
    difference: 'Difference',
    interval: (percent) => `Interval, ${percent} % sure`,
    intervalAlone: 'Interval',
    tolerated: 'Tolerated',
    candidate: 'New version',
    baseline: 'Baseline',
    samples: 'Samples',
    and: (a, b) => `${a} and ${b}`,
    between: (low, high) => `${low} to ${high}`,
    atLeast: (v) => `${v} or more`,
    atMost: (v) => `${v} or less`,
    effective: (n) => `worth ${n} independent ones`,
    wanted: (n) => `about ${n} more wanted`,
    drawn: (name, two, low, high) =>
      `${name}: ${two ? 'the new version and the baseline' : 'the samples'} over time, between ${low} and ${high}`,
  },
  rollouts: 'Rollouts of this build',
  unit: { d: 'd', h: 'h', m: 'min', s: 's' },
};

const LANGUAGES = { en: EN };

export const language = (document.documentElement.lang || navigator.language || 'en').split('-')[0];
export const words = LANGUAGES[language] ?? EN;

const number = new Intl.NumberFormat(language, { maximumSignificantDigits: 4 });
const tiny = new Intl.NumberFormat(language, { maximumSignificantDigits: 3, notation: 'scientific' });
const full = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'long' });

/** A measured value, short enough for a phone. */
export function value(v) {
  if (v === null || v === undefined) {
    return '–';
  }
  const size = Math.abs(v);
  return size !== 0 && (size < 1e-4 || size >= 1e9) ? tiny.format(v) : number.format(v);
}

/** A span of time in at most two units: 90 s, 12 min, 3 h 5 min, 2 d 4 h. */
export function span(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  const u = words.unit;
  const two = (big, bigUnit, small, smallUnit) =>
    small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
  if (seconds < 100) {
    return `${seconds} ${u.s}`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) {
    return two(minutes, u.m, seconds % 60, u.s);
  }
  if (minutes < 60) {
    return `${minutes} ${u.m}`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? two(hours, u.h, minutes % 60, u.m) : two(Math.floor(hours / 24), u.d, hours % 24, u.h);
}

/** How long ago, or in how long. */
export function relative(at, now) {
  const gap = now - at;
  if (gap < 0) {
    return words.inTime(span(-gap));
  }
  return gap < 5000 ? words.justNow : words.ago(span(coarse(gap)));
}

/** When something is due; what is overdue comes any moment. */
export const due = (at, now) => (at > now ? words.inTime(span(at - now)) : words.now);

/** Past times need no seconds once they are a while ago. */
function coarse(gap) {
  return gap < 100_000 ? gap : Math.floor(gap / 60_000) * 60_000;
}

export const fullTime = (at) => full.format(at);

const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

export const shortDate = (text) => day.format(Date.parse(text));
