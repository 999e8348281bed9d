import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createWordStream } from '../../support/word-stream.ts'
import { wholeNumber } from '../support/whole-number.ts'
import { type Interactions, watchInteractions } from './interactions.ts'
import { type LongChat, openLongChat } from './long-chat.ts'

/** What `npm run measure -- --widget` was told (it sets the environment). In the whole test run it is a glance. */
const { WIDGET_MESSAGES, WIDGET_SLOWDOWN } = process.env
const isMeasured = WIDGET_MESSAGES !== undefined
const messages = wholeNumber('--messages', WIDGET_MESSAGES ?? '1000')
const slowdown = wholeNumber('--slowdown', WIDGET_SLOWDOWN ?? '4')

const targetMs = 100
const mostDrawn = 80
const letters = 'How much is the blue one?'

test(
  `with ${messages} messages, on a processor slowed down ${slowdown} times, what a visitor does is shown in time`,
  { timeout: 300_000 },
  async () => {
    const chat = await openLongChat(messages)
    const { page } = chat
    const during = await watchInteractions(page)
    await chat.slowDown(slowdown)
    const rows: [what: string, Interactions][] = []
    const measure = async (what: string, interactions: number, act: () => Promise<void>) =>
      void rows.push([what, await during(interactions, act)])

    await measure('a letter is typed', letters.length, () => type(chat, letters))
    await measure('a message is sent', 1, () => page.keyboard.press('Enter'))
    await measure('20 messages come', 0, () => comes(chat, 20))
    await measure('a letter is typed while a reply streams', letters.length, () => streams(chat))
    await measure('the window is closed, and opened', 2, async () => {
      await page.keyboard.press('Escape')
      await page.keyboard.press('Enter') // The launcher has the focus.
    })
    await measure('the reader goes up 150 times', 0, () => goesUp(chat, 150))
    const further = await chat.scroller()
    const drawn = await chat.drawn()
    await measure('a letter is typed further up', letters.length, () => type(chat, letters))
    await measure('20 messages come, further up', 0, () => comes(chat, 20))
    await measure('the reader goes to the newest', 1, async () => {
      await page.focus('chat-widget >>> .jump')
      await page.keyboard.press('Enter')
    })
    await chat.slowDown(1)

    console.log([`${messages} messages, ${slowdown} times slower, in Chromium`, ...rows.map(inARow)].join('\n'))
    expect(further.isAtEnd).toBe(false)
    expect(drawn).toBeLessThanOrEqual(mostDrawn)
    expect(await chat.scroller()).toMatchObject({ isAtEnd: true })
    const slow = rows.filter(([, { tookMs, longestFrameMs }]) => Math.max(longestFrameMs, ...tookMs) > targetMs)
    if (isMeasured) expect(slow.map(([what]) => what)).toEqual([])
  },
)

/** As fast as people do. */
async function type({ page }: LongChat, text: string): Promise<void> {
  await page.focus('chat-widget >>> textarea')
  await page.keyboard.type(text, { delay: 40 })
}

async function comes({ agent }: LongChat, count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    await agent.say(`One more, number ${at}.`)
    await wait(50)
  }
}

/** Thirty words a second, as of a fast model. */
async function streams(chat: LongChat): Promise<void> {
  const words = createWordStream()
  const said = chat.agent.say(words.stream)
  const typed = type(chat, letters)
  for (let at = 0; at < 60; at++) {
    words.give(1)
    await wait(33)
  }
  words.end()
  await Promise.all([said, typed])
}

async function goesUp({ page }: LongChat, times: number): Promise<void> {
  const list = await page.waitForSelector('chat-widget >>> [role=log]')
  await list?.hover()
  for (let at = 0; at < times; at++) {
    await page.mouse.wheel({ deltaY: -600 })
    await wait(30)
  }
}

function inARow([what, { tookMs, longestFrameMs }]: [string, Interactions]): string {
  const at = (share: number) => String(tookMs[Math.floor(share * (tookMs.length - 1))] ?? 0).padStart(5)
  const interactions = tookMs.length > 0 ? `p50 ${at(0.5)} ms, longest ${at(1)} ms` : ' '.repeat(29)
  return `  ${what.padEnd(42)} ${interactions}; longest frame ${longestFrameMs.toFixed(0).padStart(4)} ms, of ${targetMs} ms`
}
