import {
  ChatError,
  ErrorCode,
  messageOf,
  type Party,
  type TranscriptEntry,
  type TranscriptEvent,
} from '@chat-transport/core'
import type { EndingKind } from '../model/ending.ts'
import type { Banner } from '../model/line-banner.ts'
import type { Problem } from '../model/widget-errors.ts'
import { fillText } from './fill-text.ts'
import { countText, sizeText } from './formats.ts'
import type { Texts } from './texts.ts'

/** What is shown of the line, without what counts down. */
export function bannerText({ kind }: Banner, texts: Texts): string {
  return texts[kind]
}

/** When the next attempt is made. */
export function retryText(banner: Banner, texts: Texts): string | undefined {
  if (banner.kind === 'continued') return undefined
  const { retryInSeconds } = banner
  return retryInSeconds > 0 ? fillText(texts.retryIn, { seconds: retryInSeconds }) : texts.retrying
}

export function problemText({ code, values }: Problem, texts: Texts): string {
  const { bytes, ...rest } = values
  const size = typeof bytes === 'number' ? { size: sizeText(bytes, texts) } : {}
  return fillText(textOfCode(code, texts), { ...rest, ...size })
}

function textOfCode(code: number, texts: Texts): string {
  const byCode: Readonly<Record<number, string>> = {
    152: texts.expiredNotice,
    201: texts.tooMuchWaiting,
    202: texts.fileTooLarge,
    203: texts.fileTypeRefused,
    204: texts.noFiles,
    205: texts.tooLong,
    206: texts.notChanged,
    207: texts.historyFailed,
  }
  return byCode[code] ?? `${code}`
}

/**
 * Why a message was not delivered: what a check of the site's own says is meant for visitors, and nothing else is. A server without words of
 * its own says those of the error reference.
 */
export const reasonText = (error: unknown): string | undefined =>
  ChatError.is(error) && error.code === ErrorCode.stoppedByDecorator && !error.description.includes('decorator')
    ? error.description
    : undefined

export function endingWords(kind: EndingKind, texts: Texts): readonly [title: string, text: string] {
  const words = {
    left: [texts.leftTitle, texts.leftText],
    closed: [texts.endedTitle, texts.endedText],
    expired: [texts.expiredTitle, texts.expiredText],
    refused: [texts.refusedTitle, texts.refusedText],
    'taken-over': [texts.takenOverTitle, texts.takenOverText],
  } as const satisfies Record<EndingKind, readonly [string, string]>
  return words[kind]
}

export const unreadText = (count: number, texts: Texts): string =>
  count === 1 ? texts.unreadOne : countText(texts.unreadMany, count, texts)

/** What a transcript says of an event that is no message; `undefined` for one that is not shown. */
export function noticeText(event: TranscriptEvent | undefined, texts: Texts): string | undefined {
  const kind = event && noticeOf(event)
  return kind && fillText(texts[kind], 'party' in event ? { name: event.party.name } : {})
}

/** Whether a transcript has anything to show of an entry. */
export const isShown = (entry: TranscriptEntry): boolean =>
  (messageOf(entry, nobody) ?? (entry.event && noticeOf(entry.event))) !== undefined

const nobody: Party = { id: '', name: '', type: 'client' }

function noticeOf(event: TranscriptEvent): 'joined' | 'left' | 'signedIn' | 'endedTitle' | undefined {
  switch (event.type) {
    case 'EventParticipantJoined':
      return isVisitor(event.party) ? undefined : 'joined'
    case 'EventParticipantLeft':
      return isVisitor(event.party) ? undefined : 'left'
    case 'EventParticipantUpdated':
      return 'signedIn'
    case 'EventSessionEnded':
      return 'endedTitle'
    default:
      return undefined
  }
}

/** Visitors know that they are there. */
const isVisitor = ({ type }: Party) => type === 'client'
