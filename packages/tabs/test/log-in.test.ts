import { ChatRefusal } from '@chat-transport/backend'
import { createChat } from '@chat-transport/core'
import { describe, expect, it } from 'vitest'
import { tabWorld, type WorldTab } from './support/tab-world.ts'

/** A server that wants to be told who the visitor is, and accepts what `accepts` does. */
const loginServer = (accepts: (auth: string) => boolean = () => true) => ({
  authenticate: (_request: unknown, { auth }: { readonly auth?: string }) => {
    if (auth === undefined || !accepts(auth)) throw new ChatRefusal(101, 'please log in')
    return { user: { id: 'ada', name: 'Ada' } }
  },
})

/** Opens tabs that sign in with their name, and counts what each was asked. */
async function signedIn(world: ReturnType<typeof tabWorld>, count: number) {
  const asked: string[] = []
  const tabs: WorldTab[] = []
  for (let place = 0; place < count; place++) {
    const tab: WorldTab = world.openTab({
      chat: {
        credentials: async ({ refused }) => {
          asked.push(refused ? `${tab.name} after ${refused.code}` : tab.name)
          return `token of ${tab.name}`
        },
      },
    })
    tab.open()
    tabs.push(tab)
    await world.clock.advance(100)
  }
  return { tabs, asked }
}

describe('S11: the application’s log-in is asked in a tab', () => {
  it('S11: in that of the leader, each time the server is attached to', async () => {
    const world = tabWorld({ server: loginServer() })
    const { tabs, asked } = await signedIn(world, 3)
    expect(tabs.map(({ session }) => session.status)).toEqual(Array(3).fill('connected'))
    expect(asked).toEqual(['T1'])
    tabs[0]?.cut()
    await world.clock.advance(3000)
    expect(asked).toEqual(['T1', 'T1'])
    tabs[0]?.close()
    await world.clock.advance(3000)
    expect(asked).toEqual(['T1', 'T1', 'T2'])
    expect(tabs[2]?.session.status).toBe('connected')
  })

  it('S11: in another tab, if that of the leader does not have the chat', async () => {
    const world = tabWorld({ server: loginServer() })
    const leader = world.openTab({ home: world.ownStorage(), chat: { credentials: () => 'token of another chat' } })
    leader.open()
    await world.clock.advance(100)
    const { tabs, asked } = await signedIn(world, 2)
    expect(world.leaders()).toEqual([leader])
    expect(tabs.map(({ session }) => session.status)).toEqual(['connected', 'connected'])
    expect(asked).toEqual(['T2'])
    const { length } = world.server.attaches
    await world.clock.advance(60_000)
    expect(world.server.attaches).toHaveLength(length) // The two chats, which are one, do not take it from each other.
  })

  it('S11: in another tab, once the chat of the leader’s page is closed that the line was opened for', async () => {
    const world = tabWorld({ server: { authenticate: (_request, { auth }) => auth !== undefined } })
    const { tabs, asked } = await signedIn(world, 2)
    const [leader, other] = tabs
    const { clock } = world
    const { storage } = world.ownStorage()
    const credentials = () => 'token of another chat'
    if (!leader || !other) throw new Error('there are no tabs')
    createChat({ transport: leader.transport, storage, clock, network: leader.network, credentials }).openSession()
    await clock.advance(500)
    await leader.session.detach()
    leader.cut()
    await clock.advance(3000)
    expect(world.leaders()).toEqual([leader])
    expect(other.session.status).toBe('connected')
    expect(asked).toEqual(['T1', 'T2'])
  })

  it('S11: a tab that is another user’s has the chat of the first, and learns so by identify()', async () => {
    const authenticate = (_request: unknown, { auth = '' }: { readonly auth?: string }) => ({
      user: { id: auth, name: auth },
    })
    const world = tabWorld({ server: { authenticate } })
    const { tabs, asked } = await signedIn(world, 2)
    const [first, other] = tabs
    expect(asked).toEqual(['T1'])
    expect(other?.session.party).toEqual(first?.session.party)
    const own = first?.session.identify()
    const others = other?.session.identify().catch((error: unknown) => error)
    await world.clock.advance(500)
    await own
    expect(await others).toMatchObject({ code: 3, description: expect.stringContaining('another user') as string })
    expect(other?.session.party.name).toBe('token of T1')
  })

  it('S11: again after a 101, with the error, and the page is told of no trouble', async () => {
    let isOld = true
    const acceptsTheSecond = () => {
      const accepts = !isOld
      isOld = false
      return accepts
    }
    const world = tabWorld({ server: loginServer(acceptsTheSecond) })
    const { tabs, asked } = await signedIn(world, 1)
    await world.clock.advance(3000)
    expect(asked).toEqual(['T1', 'T1 after 101'])
    expect(tabs[0]?.session.status).toBe('connected')
    expect(tabs[0]?.errors).toEqual([])
  })

  it('S11: a log-in that fails is an attempt that failed', async () => {
    const world = tabWorld({ server: loginServer() })
    let fails = true
    const tab = world.openTab({
      chat: {
        credentials: () => {
          if (fails) throw new Error('the log-in is away')
          return 'token'
        },
      },
    })
    const causes: string[] = []
    tab.chat.onRetry(({ cause }) => causes.push(cause.message))
    tab.open()
    await world.clock.advance(2000)
    expect(tab.session.status).toBe('connecting')
    expect(causes).toContain('unable to get the credentials')
    fails = false
    await world.clock.advance(20_000)
    expect(tab.session.status).toBe('connected')
  })

  it('S11: nobody waits any more for a log-in whose line has ended', async () => {
    const world = tabWorld({ server: loginServer() })
    const aborted: boolean[] = []
    const tab = world.openTab({
      chat: {
        credentials: ({ signal }) =>
          new Promise((resolve) =>
            signal.addEventListener('abort', () => {
              aborted.push(true)
              resolve('too late')
            }),
          ),
      },
    })
    tab.open()
    await world.clock.advance(100)
    await tab.session.detach()
    await world.clock.advance(100)
    expect(aborted).toEqual([true])
    expect(world.server.attaches).toEqual([])
  })

  it('S11: another tab is asked at once when the one that was asked is closed', async () => {
    const world = tabWorld({ server: loginServer() })
    const leader = world.openTab({ home: world.ownStorage(), chat: { credentials: () => 'token of another chat' } })
    leader.open()
    await world.clock.advance(100)
    const asked: string[] = []
    const [slow, other] = [() => new Promise<string>(() => undefined), () => 'token'].map((credentials, place) => {
      const tab: WorldTab = world.openTab({
        chat: {
          credentials: () => {
            asked.push(`tab ${place}`)
            return credentials()
          },
        },
      })
      tab.open()
      return tab
    })
    await world.clock.advance(100)
    await slow?.session.detach()
    await world.clock.advance(1000)
    expect(asked).toEqual(['tab 0', 'tab 1'])
    expect(other?.session.status).toBe('connected')
  })
})
