// Runs under Vitest and under Jest, with the globals of either.
import { cometdTransport } from '@chat-transport/cometd'
import { createChat, webStorage } from '@chat-transport/core'
import { memoryTransport } from '@chat-transport/memory'
import { mountWidget } from './widget.js'

const timers = typeof jest === 'undefined' ? vi : jest
const said = () => [...document.querySelectorAll('li')].map((line) => line.textContent)
const state = () => document.querySelector('output').textContent

let cleanUps = []
afterEach(async () => {
  timers.useRealTimers()
  for (const cleanUp of cleanUps.reverse()) await cleanUp()
  cleanUps = []
  sessionStorage.clear()
  document.body.replaceChildren()
})

async function openWidget(transport, options) {
  const session = await mountWidget(document.body, createChat({ transport, ...options }))
  cleanUps.push(() => session.detach())
  return session
}

function chatInThePage() {
  const transport = memoryTransport()
  cleanUps.push(() => transport.backend.close())
  return transport
}

/** Waits for what the page shows, as testing libraries do. */
async function shows(expected) {
  const deadline = Date.now() + 4_000
  while (said().join() !== expected.join() && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 5))
  expect(said()).toEqual(expected)
}

test('what the visitor and the agent say is shown', async () => {
  const transport = chatInThePage()
  const session = await openWidget(transport)
  await session.sendMessage('Hello')
  await transport.far.say('Hello, Ada')
  await shows(['Ada: Hello', 'Grace: Hello, Ada'])
})

test('what was said before a reload is shown again', async () => {
  const transport = chatInThePage()
  const session = await openWidget(transport)
  await session.sendMessage('Hello')
  await session.detach()
  await openWidget(transport)
  await shows(['Ada: Hello'])
})

test('an outage is shown, and its end, on fake timers', async () => {
  const transport = chatInThePage()
  const session = await openWidget(transport)
  await session.sendMessage('Hello')
  await shows(['Ada: Hello'])
  timers.useFakeTimers()
  transport.far.dropLine()
  await transport.far.settled()
  await timers.advanceTimersByTimeAsync(5_000)
  expect(state()).toBe('Connection lost, retrying…')
  transport.far.restoreLine()
  await timers.advanceTimersByTimeAsync(30_000)
  expect(state()).toBe('')
})

test('a long text is measured, and one that is too long refused', async () => {
  const session = await openWidget(chatInThePage())
  await session.sendMessage('é'.repeat(10_000))
  await expect(session.sendMessage('é'.repeat(100_000))).rejects.toThrow(/bytes, the server accepts/)
})

test('a chat that was called off says so', async () => {
  const transport = chatInThePage()
  transport.far.dropLine()
  const chat = createChat({ transport })
  const calledOff = new AbortController()
  const starting = chat.startSession({}, { signal: calledOff.signal })
  calledOff.abort()
  await expect(starting).rejects.toMatchObject({ name: 'AbortError' })
  await expect(chat.startSession({}, { signal: calledOff.signal })).rejects.toMatchObject({ name: 'AbortError' })
})

test.each(process.env.CHAT_TRANSPORTS.split(','))(
  'a message goes out to a real server and comes back over %s',
  async (type) => {
    const transport = cometdTransport({ url: process.env.CHAT_URL, transports: [type] })
    const session = await openWidget(transport, { storage: webStorage() })
    await session.sendMessage(`Hello over ${type}`)
    await shows([`Ada: Hello over ${type}`])
    await session.leave()
  },
)
