import { createChat, memoryStorage, type ChatOptions } from '@chat-transport/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { memoryTransport } from '../src/index.ts'

type Request = Parameters<NonNullable<ChatOptions['credentials']>>[0]

/** A chat over memory whose log-in gives `token 1`, `token 2`, …, and a back end that believes every token. */
function openWithLogin() {
  const asked: Request[] = []
  const transport = memoryTransport({
    backend: { authenticate: (_request, { auth }) => auth === undefined || { user: { id: auth } } },
  })
  onTestFinished(() => transport.backend.close())
  const credentials = (request: Request) => `token ${asked.push(request)}`
  const chat = createChat({ transport, storage: memoryStorage(), credentials })
  const start = async () => {
    const session = await chat.startSession()
    onTestFinished(() => session.detach())
    return session
  }
  return { transport, asked, start, codes: () => asked.map(({ refused }) => refused?.code) }
}

describe('credentials over a transport in memory', () => {
  it('come to the back end with the attach', async () => {
    const { transport, start } = openWithLogin()
    await start()
    expect(transport.far.session.user).toEqual({ id: 'token 1' })
  })

  it('are asked once more when the script refuses a start with 101', async () => {
    const { transport, start, codes } = openWithLogin()
    transport.far.error(101)
    await start()
    expect(codes()).toEqual([undefined, 101])
    expect(transport.far.session.user).toEqual({ id: 'token 2' })
  })

  it('reject the start when the script refuses it twice', async () => {
    const { transport, start, codes } = openWithLogin()
    transport.far.error(101)
    transport.far.error(101, { description: 'the account is closed' })
    await expect(start()).rejects.toMatchObject({
      code: 101,
      message: expect.stringContaining('the account is closed'),
    })
    expect(codes()).toEqual([undefined, 101])
  })
})
