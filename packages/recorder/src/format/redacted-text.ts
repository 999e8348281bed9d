/** What stands in a log in place of a text: its length, and of a link whether a page would follow it. */
const redacted = /^⟦(\d+)( link| unsafe link)?⟧$/

/** Stands before a kept text that might be taken for the place of one. */
const asItWas = '⟦=⟧'

export const keptText = (text: string): string => (text.startsWith('⟦') ? asItWas + text : text)
export const redactedText = (text: string): string => `⟦${text.length}⟧`
export const redactedLink = (text: string, isSafe: boolean): string =>
  `⟦${text.length}${isSafe ? ' link' : ' unsafe link'}⟧`

/** No address of the world begins like this. */
const linkStarts = { ' link': 'https://redacted.invalid/', ' unsafe link': 'redacted:' } as const

/** A text as long as the one that was there; a kept one as it was. */
export function playedText(text: string): string {
  if (text.startsWith(asItWas)) return text.slice(asItWas.length)
  const [, length, kind] = redacted.exec(text) ?? []
  if (length === undefined) return text
  const start = kind === undefined ? '' : linkStarts[kind as keyof typeof linkStarts]
  return start + words(Math.max(0, Math.min(Number(length), longest) - start.length))
}

/** Nothing in a log makes a page hold more than the largest message would. */
const longest = 1_000_000

/** Words of seven letters, so that a page breaks lines as it does with speech. */
const words = (length: number): string => 'xxxxxxx '.repeat(Math.ceil(length / 8)).slice(0, length)
