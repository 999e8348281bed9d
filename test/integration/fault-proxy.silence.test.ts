import { describe, expect, test } from 'vitest'
import { eventually } from '../support/deadline.ts'
import { callDirectly, startLine } from '../support/echo-line.ts'

describe('the fault proxy', () => {
  test('silenced connections stay so, whether new ones are accepted or not, until they are released', async () => {
    const { proxy, server, call } = await startLine()
    const silent = await inUse(call)
    proxy.silenceConnections()
    proxy.accept(false)
    silent.say(' held')
    const refused = await call()
    await eventually(refused.ended)
    proxy.accept(true)
    const witness = await callDirectly(server.port)
    witness.say('the echo server is up')
    await eventually(() => witness.heard() !== '')
    expect(silent.heard()).toBe('hello')
    proxy.releaseConnections()
    await eventually(() => silent.heard() === 'hello held')
  })

  test('silenced connections: the open ones are half-open, new ones work, and what was held arrives when it is restored', async () => {
    const { proxy, call } = await startLine()
    const before = await inUse(call)
    proxy.silenceConnections()
    before.say(' held')
    const after = await call()
    after.say('through')
    await eventually(() => after.heard() === 'through')
    expect([before.heard(), before.ended()]).toEqual(['hello', false])
    proxy.restore()
    await eventually(() => before.heard() === 'hello held')
  })

  test.for([
    ['silenced', (proxy: Proxy) => proxy.silenceConnections()],
    ['refused', (proxy: Proxy) => proxy.accept(false)],
  ] as const)('a connection opened in reserve ends when connections are %s; those in use stay', async ([, disturb]) => {
    const { proxy, call } = await startLine()
    const used = await inUse(call)
    const reserve = await call()
    await eventually(() => proxy.connections === 2)
    disturb(proxy)
    await eventually(reserve.ended)
    expect(used.ended()).toBe(false)
  })
})

type Line = Awaited<ReturnType<typeof startLine>>
type Proxy = Line['proxy']

async function inUse(call: Line['call']) {
  const caller = await call()
  caller.say('hello')
  await eventually(() => caller.heard() === 'hello')
  return caller
}
