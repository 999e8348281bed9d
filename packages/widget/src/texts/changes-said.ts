import { type EventMessage, messageOf, type TranscriptEntry, typingText } from '@chat-transport/core'
import type { WidgetSnapshot } from '../model/widget-snapshot.ts'
import { countText } from './formats.ts'
import { firstWords, plainText } from './plain-text.ts'
import { bannerText, endingWords, noticeText, problemText, reasonText, unreadText } from './said-texts.ts'
import type { Texts } from './texts.ts'

export interface Changes {
  readonly before: WidgetSnapshot
  readonly now: WidgetSnapshot
  /** What others have said meanwhile. */
  readonly news: readonly EventMessage[]
  /** The keys of own messages that were not delivered at once: that they are at last is news. Kept by `changesSaid`. */
  readonly waiting: Set<string>
  readonly texts: Texts
}

/** More messages than this are counted. */
const most = 3

/** Changes further up are not told: nobody is there. */
const recent = 200

type Fact = (snapshot: WidgetSnapshot, texts: Texts) => string | undefined

/** Told when they become true, or say something else. Nothing of them counts down. */
const facts: readonly Fact[] = [
  ({ banner }, texts) => banner && bannerText(banner, texts),
  ({ problem }, texts) => problem && problemText(problem, texts),
  ({ typing }, texts) => typingText(typing, texts.typing),
  ({ rating }, texts) => (rating === undefined ? undefined : texts.rated),
]
const ending: Fact = ({ ending: shown }, texts) => shown && endingWords(shown.kind, texts).join('. ')

/** What is to be told of what has changed, to who does not see it: a line each. */
export function changesSaid(changes: Changes): string[] {
  const { before, now, texts } = changes
  const told = now.isOpen ? [...facts, ending] : before.entries.length > 0 ? [ending] : []
  const lines = told.map((fact) => (fact(now, texts) === fact(before, texts) ? undefined : fact(now, texts)))
  return [...(now.isOpen ? entriesSaid(changes) : []), ...newsSaid(changes), ...lines].filter(
    (line) => !!line,
  ) as string[]
}

function newsSaid({ now: { isOpen, unread }, news, texts }: Changes): string[] {
  if (news.length === 0) return []
  if (!isOpen) return unread > 0 ? [unreadText(unread, texts)] : []
  return news.length > most
    ? [countText(texts.newMany, news.length, texts)]
    : news.map(({ party, content }) => `${party.name}: ${plainText(content, texts)}`)
}

function entriesSaid(changes: Changes): (string | undefined)[] {
  const { before, now, waiting, texts } = changes
  if (before.entries === now.entries || (before.entries.length === 0 && now.restoredUpTo > 0)) return []
  const old = new Map(before.entries.slice(-recent).map((entry) => [entry.key, entry]))
  let newest = now.restoredUpTo
  for (const { index } of before.entries) newest = index ?? newest
  const lines = now.entries.slice(-recent).flatMap((entry) => {
    const known = old.get(entry.key)
    old.delete(entry.key)
    if (known === entry) return []
    const isNew = (entry.index ?? 0) > newest
    return [
      deliverySaid(entry, known, changes),
      known ? changeSaid(entry, known, changes) : isNew ? comingSaid(entry, texts) : undefined,
    ]
  })
  const gone = [...old.values()].filter(({ key }) => waiting.delete(key) && now.phase === before.phase)
  const discarded = gone.map((entry) => wordsWith(texts.discarded, entry, changes))
  return [...lines, ...discarded]
}

/** What has become of an own message. */
function deliverySaid(
  entry: TranscriptEntry,
  known: TranscriptEntry | undefined,
  changes: Changes,
): string | undefined {
  const { key, delivery, error } = entry
  const { waiting, texts } = changes
  if (delivery === 'sent') return waiting.delete(key) ? wordsWith(texts.sent, entry, changes) : undefined
  if (delivery === undefined || delivery === 'sending') return undefined
  waiting.add(key)
  if (delivery !== 'failed' || error === known?.error) return undefined
  return [wordsWith(texts.failed, entry, changes), reasonText(error)].filter(Boolean).join(': ')
}

/** Somebody has edited or deleted what they have said. */
function changeSaid(entry: TranscriptEntry, known: TranscriptEntry, changes: Changes): string | undefined {
  if (!entry.edited && !entry.deleted) return undefined
  const said = saidIn(entry, changes)
  return said === saidIn(known, changes) ? undefined : said
}

function saidIn(entry: TranscriptEntry, { now: { visitor }, texts }: Changes): string | undefined {
  const said = messageOf(entry, visitor)
  if (!said) return undefined
  const who = said.party.id === visitor.id ? texts.you : said.party.name
  return `${who}: ${entry.deleted ? texts.deleted : `${plainText(said.content, texts)} (${texts.edited})`}`
}

/** Somebody has come, or gone. */
const comingSaid = ({ event }: TranscriptEntry, texts: Texts) =>
  event?.type.startsWith('EventParticipant') ? noticeText(event, texts) : undefined

const wordsWith = (label: string, entry: TranscriptEntry, { now, texts }: Changes) =>
  `${label}: ${firstWords(entry, now.visitor, texts)}`
