import { describe, expect, it } from 'vitest'
import type { Chat, ChatSession } from '../src/index.ts'
import { openPage } from './support/open-chat.ts'

const chatCalls: readonly (readonly [
  name: string,
  options: readonly string[],
  call: (chat: Chat, options: object) => unknown,
])[] = [
  ['openSession', ['last', 'start'], (chat, options) => chat.openSession({}, options)],
  ['startSession', ['last', 'signal'], (chat, options) => chat.startSession({}, options)],
  ['restoreSession', ['last', 'signal'], (chat, options) => chat.restoreSession(options)],
]
const sessionCalls: readonly (readonly [
  name: string,
  options: readonly string[],
  call: (session: ChatSession, options: object) => unknown,
])[] = [
  ['leave', ['signal'], (session, options) => session.leave(options)],
  [
    'sendFile',
    ['caption', 'name', 'type', 'signal', 'onProgress'],
    (session, options) => session.sendFile(new Blob(), options),
  ],
]

/** A wrong option is refused by name, and so is one that does not exist. */
async function expectRefusals(name: string, options: readonly string[], call: (options: object) => unknown) {
  const refusal = async (given: object) => {
    const called = (async () => call(given))()
    return called.then(() => 'accepted', String)
  }
  for (const option of options)
    expect(await refusal({ [option]: Symbol(option) })).toMatch(new RegExp(`^TypeError: ${name} ${option}: expected `))
  expect(await refusal({ elephants: 1 })).toBe(`TypeError: ${name} elephants: there is no such option`)
}

describe('the options of', () => {
  it.each(chatCalls)('%s are checked before anything is opened', async (name, options, call) => {
    const page = openPage()
    await expectRefusals(name, options, (given) => call(page.chat, given))
    expect(page.transport.connections).toEqual([])
  })

  it.each(sessionCalls)('%s are checked', async (name, options, call) => {
    const session = await openPage().start()
    await expectRefusals(name, options, (given) => call(session, given))
    expect(session.status).toBe('connected')
  })
})
