import type { ReadMark, Party } from '@chat-transport/core'
import type { Claim, EventToStore, SessionRecord, SessionStore, StoredVisitor } from '@chat-transport/backend'
import { keeps, type BrokenStore } from './broken-store.ts'

/** Changes what the store is given. What it answers is then changed as well. */
interface Given {
  json?(json: string): string
  record?(record: SessionRecord): SessionRecord
  visitor?(visitor: StoredVisitor): StoredVisitor
  mark?(mark: ReadMark): ReadMark
  claim?(claim: Claim): Claim
  commandId?(commandId: string): string
  sessionId?(sessionId: string): string
}

const same = <Value>(value: Value): Value => value

function given(store: SessionStore, changes: Given): SessionStore {
  const { json = same, record: recordOf = same, visitor: visitorOf = same, mark: markOf = same } = changes
  const { claim: claimOf = same, commandId: commandOf = same, sessionId: idOf = same } = changes
  const eventOf = <Event extends EventToStore>(event: Event): Event => ({
    ...event,
    json: json(event.json),
    ...(event.commandId !== undefined && { commandId: commandOf(event.commandId) }),
    ...(event.visitor && { visitor: visitorOf(event.visitor) }),
  })
  return {
    ...store,
    create: (record, joined, claim) =>
      store.create(recordOf({ ...record, id: idOf(record.id) }), eventOf(joined), claimOf(claim)),
    find: (sessionId) => store.find(idOf(sessionId)),
    claim: (sessionId, claim) => store.claim(idOf(sessionId), claimOf(claim)),
    append: (sessionId, event) => store.append(idOf(sessionId), eventOf(event)),
    committed: (sessionId, commandId) => store.committed(idOf(sessionId), commandOf(commandId)),
    markRead: (sessionId, mark) => store.markRead(idOf(sessionId), markOf(mark)),
  }
}

const text = (name: string, bug: string, changes: Given) => keeps(['S8', name, bug], (store) => given(store, changes))

const named = ({ id, name, type }: Party): Party => ({ id, name, type })
const assigned = (value: object): object => {
  const copy: Record<string, unknown> = {}
  for (const [name, each] of Object.entries(value)) copy[name] = each
  return copy
}
const inParty = (change: (party: Party) => Party) => ({
  visitor: (visitor: StoredVisitor) => ({ ...visitor, party: change(visitor.party) }),
})

/** What becomes of texts: S8. */
const brokenContents: readonly BrokenStore[] = [
  text('composes', 'composes accents', { json: (json) => json.normalize('NFC') }),
  text('three-bytes', 'keeps no character beyond three bytes of UTF-8', {
    json: (json) => json.replace(/[\u{10000}-\u{10ffff}]/gu, '?'),
  }),
  text('reads-halves', 'puts a question mark in the place of half a pair', {
    json: (json) => json.replace(/\\ud[89a-f]../g, '\ufffd'),
  }),
  text('parses', 'parses JSON and writes it anew', { json: (json) => JSON.stringify(JSON.parse(json)) }),
  text('short', 'cuts texts at 1,000,000 characters', { json: (json) => json.slice(0, 1_000_000) }),
  text('no-marks', 'drops byte order marks', { json: (json) => json.replaceAll('\ufeff', '') }),
  text('trims-subject', 'drops white space round the subject', {
    record: ({ subject, ...record }) => ({ ...record, ...(subject !== undefined && { subject: subject.trim() }) }),
  }),
  text('parses-user-data', 'parses user data and writes it anew', {
    record: (record) => ({ ...record, userData: JSON.stringify(JSON.parse(record.userData)) }),
  }),
  text('parses-users', 'parses the user and writes it anew', {
    visitor: ({ party, user }) => ({
      party,
      ...(user && { user: { id: user.id, json: JSON.stringify(JSON.parse(user.json)) } }),
    }),
  }),
  text('known-fields', 'keeps of a party what it has a column for', inParty(named)),
  text(
    'assigns',
    'copies what the application says of a party by assignment',
    inParty((party) => ({ ...party, ...(party.extra && { extra: assigned(party.extra) as typeof party.extra }) })),
  ),
  text('readers-by-name', 'keeps of the party of a read mark what it has a column for', {
    mark: ({ party, upTo }) => ({ party: named(party), upTo }),
  }),
]

const id = (name: string, bug: string, changes: Given) => keeps(['S9', name, bug], (store) => given(store, changes))

const lower = (value: string) => value.toLowerCase()
const upToNul = (value: string) => value.split('\0')[0] ?? ''
/** As in UTF-8. */
const wellFormed = (value: string) => new TextDecoder().decode(new TextEncoder().encode(value))

const inDevice = (change: (startId: string) => string) => ({
  claim: (claim: Claim) => ({ ...claim, device: { ...claim.device, startId: change(claim.device.startId) } }),
})
const inPage = (change: (pageId: string) => string) => ({
  claim: (claim: Claim) => ({ ...claim, pageId: change(claim.pageId) }),
})
const inUser = (change: (userId: string) => string): Given => ({
  visitor: ({ party, user }) => ({ party, ...(user && { user: { ...user, id: change(user.id) } }) }),
  claim: (claim) => ({ ...claim, ...(claim.userId !== undefined && { userId: change(claim.userId) }) }),
})

/** What becomes of ids: S9. */
const brokenIds: readonly BrokenStore[] = [
  id('commands-in-any-case', 'compares commands in any case', { commandId: lower }),
  id('padded-commands', 'compares commands without the white space after them', {
    commandId: (each) => each.trimEnd(),
  }),
  id('composed-commands', 'composes the ids of commands', { commandId: (each) => each.normalize('NFC') }),
  id('short-commands', 'keeps 127 characters of a command’s id', { commandId: (each) => each.slice(0, 127) }),
  id('sessions-in-any-case', 'compares sessions in any case', { sessionId: lower }),
  id('starts-in-any-case', 'compares starts in any case', inDevice(lower)),
  id('pages-in-any-case', 'compares pages in any case', inPage(lower)),
  id('attaches-in-any-case', 'compares attaches in any case', {
    claim: (claim) => ({ ...claim, attachId: lower(claim.attachId) }),
  }),
  id('users-in-any-case', 'compares users in any case', inUser(lower)),
  id('readers-in-any-case', 'compares parties in any case', {
    mark: ({ party, upTo }) => ({ party: { ...party, id: lower(party.id) }, upTo }),
  }),
  id('commands-in-utf-8', 'keeps the ids of commands in UTF-8', { commandId: wellFormed }),
  id('commands-up-to-nul', 'keeps the ids of commands up to a NUL', { commandId: upToNul }),
  id('starts-in-utf-8', 'keeps the ids of starts in UTF-8', inDevice(wellFormed)),
  id('pages-in-utf-8', 'keeps the ids of pages in UTF-8', inPage(wellFormed)),
]

export const brokenTexts: readonly BrokenStore[] = [...brokenContents, ...brokenIds]
