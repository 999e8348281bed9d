import type { RuleBook } from '../../report/rule-book.ts'

/** The id of a rule of stores. */
export type StoreRuleId = `S${number}`

/** A rule of `SessionStore`. */
export interface StoreRule {
  /** What the store does, in one sentence. */
  readonly says: string
  /** Where the contract says it: the member, and the words of its comment in session-store.ts. A test compares them. */
  readonly from: { readonly member: string; readonly words: string }
}

const rule = (member: string, words: string, says: string): StoreRule => ({ says, from: { member, words } })

/** What a store of sessions does. What others build on comes first. */
export const storeRules: Readonly<Record<StoreRuleId, StoreRule>> = Object.freeze({
  S1: rule(
    'SessionStore.create',
    'Makes the session, with `joined` as the first event of its transcript (index 1)',
    'A session is made as it was given, is found by its id from then on, and a session that is not there is unknown to every call.',
  ),
  S2: rule(
    'SessionStore.append',
    'Gives `event` the next index and keeps it',
    'Events are kept, with indexes from 1 without gaps, each given once, however many appends overlap.',
  ),
  S3: rule(
    'SessionStore.read',
    'The events after index `after`, in order: at least one if there is one, then as many as fit in `maxBytes` of JSON.',
    'Events are read in order, from the one after `after` on: at least one, then as many as fit in `maxBytes`, counted in UTF-8.',
  ),
  S4: rule(
    'EventToStore.commandId',
    'The command that caused the event. Each command has one event.',
    'A command has one event in its session, also when its appends overlap: repeats are answered with it, and `committed` finds it.',
  ),
  S5: rule(
    'SessionRecord.maxTranscriptEvents',
    'How many transcript events are kept. Beyond it the oldest are forgotten.',
    'A transcript keeps so many events and so many bytes, not fewer and not more; the newest event always stays.',
  ),
  S6: rule(
    'SessionStore.append',
    'Repeats must be recognized as long as the event is kept, and for as many events and bytes again.',
    'A repeat is recognized as long as its event is kept, and for as many events and bytes again.',
  ),
  S7: rule(
    'SessionStore.append',
    'After an event with `isEnd` no more events are kept.',
    'The end closes the transcript: what comes later is answered with `ended` and the head, and repeats with their events.',
  ),
  S8: rule(
    'EventToStore.json',
    'The store need not read it, and returns it as it was.',
    'Every text comes back as it was: events, user data, users and parties, in every script and of every size.',
  ),
  S9: rule(
    'SessionStore',
    'The store alone decides which commands were accepted, in which order, which page holds a session, and whose it is.',
    'Ids are the same only if every character is: sessions, starts, pages, attaches, commands, users and parties that differ a little are others.',
  ),
  S10: rule(
    'SessionStore.create',
    'a session has the start of `claim.device`: the caller checks the secret, and then claims it',
    'A start makes one session, however often it is repeated, also when repeats overlap: a repeat changes nothing and returns it.',
  ),
  S11: rule(
    'SessionStore.claim',
    'With `take: false` the page holds the session only if it does already, or if no page of the device does.',
    'A page holds the session on its device once it has made or taken it, or when no page of the device holds it.',
  ),
  S12: rule(
    'SessionStore.claim',
    '`take: true` makes the page the holder, once per pair of attach id and page: a repeat of the pair counts as `take: false`.',
    'A page takes the session once for each pair of attach id and page id.',
  ),
  S13: rule(
    'Claimed',
    'In all other cases nothing has changed.',
    'A claim that is refused changes nothing; another user is told before anything is said of `after`.',
  ),
  S14: rule(
    'SessionStore.claim',
    'A device that the session does not know is added if `join` is given, the session has not ended, and it belongs to the user `userId`; else the outcome is `forgotten`.',
    'Devices of the user join, in the order of their claims; those that were given the session longest ago are forgotten beyond `maxDevices`, and may start anew.',
  ),
  S15: rule(
    'EventToStore.visitor',
    'Who the visitor is from this event on, when it says so. Kept with the event, in one step.',
    'An event that says who the visitor is changes that in the same step, and never makes a session another user’s.',
  ),
  S16: rule(
    'SessionStore.create',
    'Of several, it is the one that the user got last.',
    'A start with `join` comes to the session that its user got last and that has not ended, also when starts of the user overlap.',
  ),
  S17: rule(
    'SessionStore.markRead',
    'Keeps the highest mark of each party. False when the party has read that far already.',
    'The read mark of a party only rises.',
  ),
  S18: rule(
    'SessionStore.remove',
    'Forgets the session and its devices.',
    'A session that is removed is forgotten wholly, with its starts, its user, its commands and its takes, and no other is.',
  ),
  S19: rule(
    'StoreExpiry.renew',
    'It only ever moves to a later time, and that of a session that has ended stays as its end has set it.',
    'A session expires when its start, its last claim or `renew` says, whichever is latest, and an ended one when its end says. `renew` tells which it does not know.',
  ),
  S20: rule(
    'StoreExpiry.removeExpired',
    'Forgets the sessions that have expired at `now`, those that expired first, `limit` at most. Returns their ids, each to one caller only.',
    'What has expired is removed wholly, what expired first goes first, `limit` at a time, and each id is told to one caller.',
  ),
  S21: rule(
    'SessionStore',
    'Keeps the sessions.',
    'What the store keeps is its own: later changes to what it was given, or to what it has answered, change nothing.',
  ),
  S22: rule(
    'SessionStore',
    'Each function is atomic.',
    'Hundreds of calls of all kinds may overlap: each is carried out wholly, as if alone.',
  ),
  S23: rule(
    'SessionStore',
    'A store may outlive its back end: the next back end carries on with its sessions as their pages come back.',
    'After a restart everything is as it was.',
  ),
  S24: rule(
    'SessionStore',
    'A rejection means "unknown whether it happened"',
    'A call that is cut off has happened wholly or not at all, and one that was answered has happened.',
  ),
  S25: rule(
    'SessionStore',
    'Two on one store would commit nothing twice',
    'Two connections to one store see the same, and decide as one.',
  ),
  S26: rule(
    'Claimed',
    '`epoch`: that of the device, which rises with each claim that is answered `held`',
    'A device has an epoch, which rises with each claim that is given the session, and with nothing else.',
  ),
  S27: rule(
    'SessionStore.append',
    'An event with a `fence` is kept only if the device has that epoch still.',
    'An event with a fence is kept only if its device has that epoch still; repeats and the end come first.',
  ),
  S28: rule(
    'SessionBus',
    'The store itself tells of events, claims and removals, in the step in which it keeps them',
    'Whoever listens to a session, at whatever connection, is told of its new events, of claims that are held and of its removal, in order, and of nothing else.',
  ),
  S29: rule(
    'SessionBus.tell',
    "Tells all listeners of a session a text of a back end's own",
    'A text that is told comes to all listeners of its session as it was, in order, and to no other; who has stopped hears nothing more.',
  ),
})

/** The ids of all rules of stores. */
export const storeRuleIds = Object.keys(storeRules) as readonly StoreRuleId[]

/** The rules before this one. */
export const rulesBefore = (id: StoreRuleId): readonly StoreRuleId[] => storeRuleIds.slice(0, storeRuleIds.indexOf(id))

/** For reports. */
export const storeRuleBook: RuleBook<StoreRuleId> = {
  ids: storeRuleIds,
  sentence: (id) => storeRules[id]?.says ?? 'an unknown rule',
  subject: () => 'store',
}
