import { textOf } from '@chat-transport/core'
import type { WidgetModel } from '../model/widget-model.ts'
import type { Texts } from '../texts/texts.ts'
import type { Announcer } from './announcer.ts'
import { bannerText, problemText, unreadText } from '../texts/said-texts.ts'

/** Has what happens announced: what others say, what becomes of the line, what went wrong. Returns the function that stops it. */
export function announceNews(model: WidgetModel, announcer: Announcer, texts: () => Texts): () => void {
  let before = model.snapshot
  const stops = [
    model.on('news', ({ party, content }) => {
      const { isOpen, unread } = model.snapshot
      announcer.say(isOpen ? `${party.name}: ${textOf(content)}` : unreadText(Math.max(1, unread), texts()))
    }),
    model.subscribe(() => {
      const { banner, problem, isOpen } = model.snapshot
      // Once for each kind: what counts down changes every second.
      if (isOpen && banner && banner.kind !== before.banner?.kind) announcer.say(bannerText(banner, texts()))
      if (isOpen && problem && problem !== before.problem) announcer.say(problemText(problem, texts()))
      before = model.snapshot
    }),
  ]
  return () => stops.forEach((stop) => stop())
}
