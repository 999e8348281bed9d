import type { Party, TranscriptEvent } from '@chat-transport/core'
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

export const unreadText = (count: number, texts: Texts): string =>
  count === 1 ? texts.unreadOne : countText(texts.unreadMany, count, texts)

/** What a transcript says of an event that is no message; `undefined` for one that is not shown. */
export function noticeText(event: TranscriptEvent | undefined, texts: Texts): string | undefined {
  switch (event?.type) {
    case 'EventParticipantJoined':
      return ofAnother(event.party, texts.joined)
    case 'EventParticipantLeft':
      return ofAnother(event.party, texts.left)
    case 'EventParticipantUpdated':
      return fillText(texts.signedIn, { name: event.party.name })
    case 'EventSessionEnded':
      return texts.endedTitle
    default:
      return undefined
  }
}

/** Visitors know that they are there. */
const ofAnother = ({ name, type }: Party, text: string) => (type === 'client' ? undefined : fillText(text, { name }))
