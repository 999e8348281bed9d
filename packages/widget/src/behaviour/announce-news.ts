import { type Clock, type EventMessage, systemClock } from '@chat-transport/core'
import type { WidgetModel } from '../model/widget-model.ts'
import { changesSaid } from '../texts/changes-said.ts'
import type { Texts } from '../texts/texts.ts'
import type { Announcer } from './announcer.ts'

/** What comes together is told together; what was over by then is not told. */
const waitMs = 500

export interface NewsParts {
  readonly announcer: Pick<Announcer, 'say'>
  readonly texts: () => Texts
  /** @default systemClock */
  readonly clock?: Clock
}

/** Has what happens announced: what others say and do, what becomes of own messages, of the line, of the chat. Returns the function that stops it. */
export function announceNews(model: WidgetModel, { announcer, texts, clock = systemClock }: NewsParts): () => void {
  const waiting = new Set<string>()
  let before = model.snapshot
  let news: EventMessage[] = []
  let cancel: (() => void) | undefined

  const tell = () => {
    cancel = undefined
    const now = model.snapshot
    changesSaid({ before, now, news, waiting, texts: texts() }).forEach((line) => announcer.say(line))
    before = now
    news = []
  }
  const soon = () => (cancel ??= clock.after(waitMs, tell))
  const stops = [
    model.on('news', (event) => {
      news.push(event)
      soon()
    }),
    model.subscribe(soon),
    () => cancel?.(),
  ]
  return () => stops.forEach((stop) => stop())
}
