import { setTimeout as pass } from 'node:timers/promises'
import type { BrowserPage } from '../../support/browsers/browser-page.ts'

/** Between two messages that a tab says. */
const paceMs = 20

/** A browser is slow to start things, and the machine may be busy. */
export const deadlineMs = 30_000

/** One tab with the chat, as a test sees it. */
export interface ChatTab {
  readonly page: BrowserPage
  /** Says so many messages at once, without waiting for the server. */
  say(count: number): Promise<void>
  /** Says one message after the other until it is hushed. */
  talk(): void
  /** Says no more. Resolves when the last has been said. */
  hush(): Promise<void>
  sees<Value>(property: string): Promise<Value>
  until(condition: string): Promise<void>
}

/** `said` is given the texts of what the page has said. */
export function chatTab(page: BrowserPage, said: string[]): ChatTab {
  let stop = async () => undefined as void
  const say = async (count: number) => void said.push(...(await page.evaluate<string[]>(`tab.say(${count})`)))
  const talkUntil = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      await say(1)
      await pass(paceMs)
    }
  }
  return {
    page,
    say,
    talk() {
      const turn = new AbortController()
      const over = talkUntil(turn.signal)
      over.catch(() => undefined) // whoever hushes it hears of it
      stop = () => {
        turn.abort()
        return over
      }
    },
    hush: () => stop(),
    sees: (property) => page.evaluate(`tab.${property}`),
    until: async (condition) => void (await page.result(`window.tab && ${condition}`, deadlineMs)),
  }
}
