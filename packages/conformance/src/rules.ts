import type { RuleBook } from './report/rule-book.ts'

/** Rules of a link (`OpenLink`) and of a transport (`ChatTransport`), numbered as in core's link.ts and transport.ts. */
export type LinkRule = 'L1' | 'L2' | 'L3' | 'L4' | 'L5'
/** The id of a rule of transports. T8 is retired. */
export type TransportRule =
  | 'T1'
  | 'T2'
  | 'T3'
  | 'T4'
  | 'T5'
  | 'T6'
  | 'T7'
  | 'T9'
  | 'T10'
  | 'T11'
  | 'T12'
  | 'T13'
  | 'T14'
  | 'T15'
  | 'T16'
  | 'T17'
  | 'T18'
/** The id of a rule of links or of transports. */
export type RuleId = LinkRule | TransportRule

/** What a link does. The wording is core's; a test compares the two. */
const linkRules: Readonly<Record<LinkRule, string>> = {
  L1: 'puts `attach` on the wire first',
  L2: 'hands on everything the far end says, as it arrives, unchanged, answers included',
  L3: 'says `lost` (or throws, or rejects) when the connection ends or cannot be trusted; it never reconnects',
  L4: 'closes everything when `signal` aborts; there is no other close',
  L5: 'commands reach the far end in the order given',
}

/** What a transport MUST do. The wording is core's; a test compares the two. */
const transportRules: Readonly<Record<TransportRule, string>> = {
  T1: 'create exactly one session per `StartSession.id`, however often the start is repeated, also after a reload: a repeat with the same secret joins it',
  T2: 'close with `ChatError` 152 when the server no longer knows the session to be restored or names a `head` below `listener.position`, and never start a new one instead',
  T3: "hand on every server event unchanged, `EventError` above all; those without an index at most once each. `EventAttached` goes through `onEvent` too, once for each attach; one that answers no attach of its line is dropped. A refused attach reaches the page only as the rejection, as 152's `cause`, or, where it is retried, as `onRetry`'s `cause` and in a live session through `onEvent` once per outage (a first 101 not: T17)",
  T4: 'deliver transcript events in index order, without gaps, at least once; a gap that is not filled within 200 ms is a lost line; an index that the next attach skips again is given up: hand on what follows',
  T5: 'report `reconnecting` as soon as the line is lost or silent for longer than it may be, and hand on no server event from then until the next attach is answered; once status has been away from `connected` for `interruptionTimeoutMs` and no attached line is catching up, deliver an `EventError` 150 and then report `interrupted`, once per outage',
  T6: 'do neither for a shorter outage, nor before the first `connected` of a connection',
  T7: 'report `connected` only when attached, caught up to the `head` that the attach answer named, and with proof of life on the path that delivers events',
  T9: 'deliver nothing after `close()`, also when it is called from inside a handler in the middle of a batch, and leave no timer, socket or listener behind',
  T10: 'be closable at every moment, also while connecting',
  T11: 'treat only the three endings (50 to an attach, `EventSessionTaken`, `EventSessionEnded`) and a refusal of the first attach as the end, and keep trying until one of them or `close()`; a start may also end when five answers in a row say that its attach cannot be read (HTTP 400, 413; WebSocket 1003, 1007, 1008, 1009)',
  T12: 'need nothing but the attach command to restore, in another page, later',
  T13: 'survive any frame: garbage, truncation, wrong types, huge, out of order; hand on what is no valid event too, so that the session can raise error 151',
  T14: 'do nothing at import and touch no global',
  T15: 'keep sessions of one transport apart, and write each command once, unchanged, in the order given, for its session',
  T16: 'never take a session from another page by an automatic reconnect: `take` is true only on the attach given to `connect()` and on the one after `pageshow.persisted`, each repeated with its id until it is answered',
  T17: 'ask `listener.credentials` anew for each attach, before it is written, put what it gives into it as `auth`, unchanged, and keep none of it; after a 101 say so (`refused`). A first 101 is no answer yet, since what was given may have run out on its way: a first attach is asked once more, and a live session is told of the second; a failure to get credentials is a failed attempt',
  T18: 'ask for the last events (`last`) only with the attach given to `connect()`, until it is answered, and begin the transcript at `from`, where the answer has it: what comes before is no gap',
}

/** All rules of links and transports, by their ids. */
export const rules: Readonly<Record<RuleId, string>> = Object.freeze({ ...linkRules, ...transportRules })

/** Every rule, in the order in which the contract lists them. */
export const ruleIds = Object.keys(rules) as readonly RuleId[]

const isLinkRule = (rule: RuleId): rule is LinkRule => rule in linkRules

/** The rule as a sentence: `A transport MUST …`, `A link …`. */
export function ruleSentence(rule: RuleId): string {
  if (rule === 'L5') return `On a link, ${rules.L5}.`
  return isLinkRule(rule) ? `A link ${rules[rule]}.` : `A transport MUST ${rules[rule]}.`
}

/** For reports. */
export const ruleBook: RuleBook<RuleId> = {
  ids: ruleIds,
  sentence: ruleSentence,
  subject: (rule) => (isLinkRule(rule) ? 'link' : 'transport'),
}
