import { describe, expect, it } from 'vitest'
import { SessionCopy } from '../src/session-copy/session-copy.ts'
import { tabWorld, type TabWorld, type WorldTab } from './support/tab-world.ts'

/** What is no message: any script of the origin can say it on the channel. */
const noEnvelopes: Readonly<Record<string, unknown>> = {
  nothing: undefined,
  null: null,
  'a text': 'who',
  'a list': [],
  'an object': {},
  'nobody’s word': { message: { kind: 'who' } },
  'no message': { from: 'x' },
  'a message that is null': { from: 'x', message: null },
  'a message that is a text': { from: 'x', message: 'who' },
  'a kind that nothing knows': { from: 'x', message: { kind: 'constructor' } },
  'keys of prototypes': JSON.parse('{"from":"x","message":{"__proto__":{"kind":"who"},"kind":"__proto__"}}'),
}

/** Messages that lack what belongs to them, or have it of another kind. `line` and `connection` are those of a tab. */
const badMessages: readonly object[] = [
  { kind: 'leads' },
  { kind: 'leads', since: NaN },
  { kind: 'leads', since: 10n },
  { kind: 'attach' },
  { kind: 'attach', attach: null },
  { kind: 'attach', attach: { type: 'RestoreSession', id: 'x', sessionId: 'x', secret: 'x', after: 10n } },
  { kind: 'command' },
  { kind: 'command', number: 1, command: null },
  { kind: 'command', number: 1, command: { type: 'MarkRead', id: 'x', upTo: Infinity } },
  { kind: 'closed', reason: 'crashed' },
  { kind: 'events' },
  { kind: 'events', events: 5 },
  { kind: 'alive', head: Infinity },
  { kind: 'lost' },
  { kind: 'lost', cause: { message: 'gone', event: {} }, since: 0 },
  { kind: 'retry' },
  { kind: 'retry', retry: { attempt: 1, at: 1 } },
  { kind: 'over' },
  { kind: 'over', cause: null },
]

/** A script of the same origin, and what it has heard. */
function script({ browser }: TabWorld) {
  const heard: { readonly from: string; readonly message: { readonly kind: string; readonly line?: string } }[] = []
  const channel = browser.openTab().openChannel('chat-transport:1:shop')
  channel.onmessage = ({ data }) => void heard.push(data as never)
  return { heard, say: (data: unknown) => channel.postMessage(data) }
}

/** What each tab says reaches the server once, and is shown in each. */
async function expectChat({ clock, server, leaders }: TabWorld, tabs: readonly WorldTab[]): Promise<void> {
  for (const tab of tabs) tab.say(`by ${tab.name}`)
  await clock.advance(1000)
  expect(leaders()).toHaveLength(1)
  expect(tabs.map(({ session }) => session.status)).toEqual(tabs.map(() => 'connected'))
  expect(server.texts().sort()).toEqual(tabs.map(({ name }) => `by ${name}`))
  for (const tab of tabs) expect(tab.shown()).toEqual(server.texts())
}

describe('what another script says on the channel', () => {
  for (const [what, data] of Object.entries(noEnvelopes))
    it(`harms no tab: ${what}`, async () => {
      const world = tabWorld()
      const tabs = await world.openTabs(2)
      script(world).say(data)
      await expectChat(world, tabs)
    })

  it('harms no tab where it looks like a message', async () => {
    const world = tabWorld()
    const { heard, say } = script(world)
    const tabs = await world.openTabs(2)
    await world.clock.advance(10_000)
    const { from: follower, message } = heard.find(({ message }) => message.kind === 'ping') ?? expect.fail()
    const { from: leader } = heard.find(({ message }) => message.kind === 'alive') ?? expect.fail()
    const [connection] = message.line?.split('/') ?? []
    for (const bad of badMessages)
      for (const [from, to] of [
        [leader, follower],
        [follower, leader],
      ]) {
        say({ from, to, message: { connection, line: message.line, ...bad } })
        await world.clock.advance(10)
      }
    expect(tabs.map(({ session }) => session.status)).toEqual(['connected', 'connected'])
    await expectChat(world, tabs)
  })

  it('harms no tab where it is said in its own name', async () => {
    const world = tabWorld()
    const { heard, say } = script(world)
    const tabs = await world.openTabs(3)
    const own = heard.filter(({ message }) => message.kind === 'who').at(-1)?.from
    say({ from: own, to: own, message: { kind: 'leads', since: world.clock.now() + 1 } })
    await world.clock.advance(30_000)
    await expectChat(world, tabs)
  })
})

it('a page id that no server would take, since another script has stored it, is not used', async () => {
  const world = tabWorld()
  world.home.pageStorage.setItem('chat-transport:1:shop:page', 'x'.repeat(129))
  const tabs = await world.openTabs(2)
  await expectChat(world, tabs)
  expect(world.home.pageStorage.getItem('chat-transport:1:shop:page')).not.toContain('x'.repeat(129))
})

it('a lock that another script takes is taken back', async () => {
  const world = tabWorld()
  const tabs = await world.openTabs(2)
  const { locks } = world.browser.openTab()
  void locks.request('chat-transport:1:shop', { steal: true }, () => new Promise(() => undefined)).catch(() => 'stolen')
  await world.clock.advance(100)
  expect(world.leaders()).toEqual([])
  await world.clock.advance(10_000)
  await expectChat(world, tabs)
})

it('a server that skips to an index far away keeps no tab busy', () => {
  const copy = new SessionCopy()
  const party = { id: 'v', role: 'visitor', name: 'Ada' } as const
  copy.attached({ type: 'EventAttached', sessionId: 's', first: 1, head: 1, party } as never, 0)
  const far = { type: 'EventMessage', index: Number.MAX_SAFE_INTEGER }
  for (const event of [far, { type: 'EventMessage', index: 1 }]) copy.take(event)
  const attach = { type: 'RestoreSession', id: 'a', sessionId: 's', after: 0 }
  expect(copy.answer(attach as never).slice(1)).toEqual([{ type: 'EventMessage', index: 1 }, far])
})
