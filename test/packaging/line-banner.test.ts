import { transform } from 'esbuild'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createChatBackend } from '@chat-transport/backend'
import { createChat, linkedTransport, memoryStorage, type Chat, type ChatSession } from '@chat-transport/core'
import { createFaults, withFaults } from '@chat-transport/faults'
import { memoryLink } from '@chat-transport/memory'
import { onCleanup } from '../support/cleanup.ts'
import { listing } from './support/documented-code.ts'

type ShowLine = (chat: Chat, session: ChatSession, banner: { textContent: string }) => void

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A chat whose banner is that of the recipe, and all that the banner has said. */
async function pageWithBanner() {
  const { code } = await transform(listing('docs/recipes/everyday.md', 'line-banner.ts'), { loader: 'ts' })
  const url = `data:text/javascript,${encodeURIComponent(code)}`
  const { showLine } = (await import(/* @vite-ignore */ url)) as { readonly showLine: ShowLine }
  const backend = createChatBackend()
  const faults = createFaults()
  const transport = linkedTransport({ name: 'memory', open: withFaults(memoryLink(backend), faults) })
  const chat = createChat({ transport, storage: memoryStorage() })
  const session = chat.openSession()
  const said: string[] = []
  const banner = {
    set textContent(text: string) {
      if (said.at(-1) !== text) said.push(text)
    },
  }
  showLine(chat, session, banner)
  onCleanup(async () => {
    await session.detach()
    await backend.close()
  })
  await vi.advanceTimersByTimeAsync(100)
  return { backend, faults, session, said }
}

const secondsIn = (text: string) => Number(/in (\d+) s/.exec(text)?.[1] ?? 0)

test('the banner of the recipe counts down to each attempt, and goes when the line is back', async () => {
  const { faults, said } = await pageWithBanner()
  faults.set({ refuse: true })
  faults.cut(new Error('the line was cut'))
  await vi.advanceTimersByTimeAsync(2_500)
  expect(said).toEqual([''])

  await vi.advanceTimersByTimeAsync(27_500)
  const counted = said.slice(1).map(secondsIn)
  const steps = counted.slice(1).map((seconds, place) => (counted[place] ?? 0) - seconds)
  expect(steps.filter((step) => step === 1).length).toBeGreaterThan(10)
  expect(steps.filter((step) => step > 1)).toEqual([]) // no second is left out

  faults.set({ refuse: false })
  await vi.advanceTimersByTimeAsync(30_000)
  expect(said.at(-1)).toBe('')
})

test('it stops counting when the page lets go of the chat, and says the end of one', async () => {
  const first = await pageWithBanner()
  first.faults.set({ refuse: true })
  first.faults.cut(new Error('the line was cut'))
  await vi.advanceTimersByTimeAsync(5_000)
  await first.session.detach()
  const { length } = first.said
  await vi.advanceTimersByTimeAsync(5_000)
  expect([first.said.length, first.said.at(-1)]).toEqual([length, ''])

  const second = await pageWithBanner()
  await second.backend.sessions()[0]?.end()
  await vi.advanceTimersByTimeAsync(100)
  expect(second.said.at(-1)).toBe('The chat is over: closed')
})
