import { describe, expect, test } from 'vitest'
import { eventually } from '../support/deadline.ts'
import { callDirectly, startLine } from '../support/echo-line.ts'

describe('the fault proxy', () => {
  test('carries bytes both ways and counts the open connections', async () => {
    const { proxy, call } = await startLine()
    const caller = await call()
    caller.say('hello')
    await eventually(() => caller.heard() === 'hello')
    expect(proxy.connections).toBe(1)
    caller.hangUp()
    await eventually(() => proxy.connections === 0)
  })

  test('cut: open connections end, new ones are refused, until it is restored', async () => {
    const { proxy, call } = await startLine()
    const before = await call()
    proxy.cut()
    await eventually(before.ended)
    const during = await call()
    await eventually(during.ended)
    proxy.restore()
    const after = await call()
    after.say('again')
    await eventually(() => after.heard() === 'again')
    expect(proxy.attempts).toBe(3)
  })

  test('refuse: open connections go on, new ones are refused', async () => {
    const { proxy, call } = await startLine()
    const before = await call()
    proxy.refuse()
    const during = await call()
    await eventually(during.ended)
    before.say('still here')
    await eventually(() => before.heard() === 'still here')
  })

  test('black hole: nothing comes through and nothing ends; what was held arrives once when it is restored', async () => {
    const { proxy, server, call } = await startLine()
    const before = await call()
    proxy.blackHole()
    const during = await call()
    before.say('one')
    during.say('two')
    const witness = await callDirectly(server.port)
    witness.say('the echo server is up')
    await eventually(() => witness.heard() !== '')
    expect([before.heard(), during.heard()]).toEqual(['', ''])
    expect([before.ended(), during.ended()]).toEqual([false, false])
    proxy.restore()
    await eventually(() => before.heard() === 'one' && during.heard() === 'two')
  })

  test('inject: every client gets bytes that the server never sent', async () => {
    const { proxy, call } = await startLine()
    const [one, other] = [await call(), await call()]
    await eventually(() => proxy.connections === 2)
    proxy.inject(Buffer.from('forged'))
    await eventually(() => one.heard() === 'forged' && other.heard() === 'forged')
  })

  test('drop and reset: open connections end, new ones are accepted', async () => {
    const { proxy, call } = await startLine()
    for (const fault of [proxy.dropConnections, proxy.reset]) {
      const before = await call()
      fault()
      await eventually(before.ended)
      const after = await call()
      after.say('fine')
      await eventually(() => after.heard() === 'fine')
    }
  })

  test('delay: what is said takes longer each way, and keeps its order', async () => {
    const { proxy, call } = await startLine()
    const caller = await call()
    proxy.delay(40)
    const saidAt = Date.now()
    caller.say('one ')
    caller.say('two')
    await eventually(() => caller.heard() === 'one two')
    expect(Date.now() - saidAt).toBeGreaterThanOrEqual(79)
  })

  test('restore: what was still delayed arrives at once, once', async () => {
    const { proxy, call } = await startLine()
    const caller = await call()
    proxy.delay(60_000)
    caller.say('hello')
    proxy.restore()
    await eventually(() => caller.heard() === 'hello')
    caller.say(' again')
    await eventually(() => caller.heard() === 'hello again')
  })

  test('throttle: so much a second comes through, whole', async () => {
    const { proxy, call } = await startLine()
    const caller = await call()
    proxy.throttle({ upBytesPerSecond: 100_000, downBytesPerSecond: 100_000 })
    const saidAt = Date.now()
    caller.say('x'.repeat(20_000))
    await eventually(() => caller.heard().length === 20_000)
    expect(Date.now() - saidAt).toBeGreaterThanOrEqual(190)
  })

  test('throttle: each way has its own rate, and everything takes its time on top', async () => {
    const { proxy, server, call } = await startLine()
    const caller = await call()
    proxy.throttle({ upBytesPerSecond: 1_000_000, downBytesPerSecond: 20_000, latencyMs: 50 })
    const saidAt = Date.now()
    caller.say('x'.repeat(4_000))
    await eventually(() => server.heardBytes() === 4_000)
    const wentUpAfterMs = Date.now() - saidAt
    await eventually(() => caller.heard().length === 4_000)
    expect(wentUpAfterMs).toBeGreaterThanOrEqual(50)
    expect(Date.now() - saidAt).toBeGreaterThanOrEqual(50 + 50 + 190)
  })

  test('throttle: connections share the line', async () => {
    const { proxy, call } = await startLine()
    const [one, other] = [await call(), await call()]
    proxy.throttle({ upBytesPerSecond: 1_000_000, downBytesPerSecond: 40_000 })
    const saidAt = Date.now()
    one.say('x'.repeat(4_000))
    other.say('y'.repeat(4_000))
    await eventually(() => one.heard().length + other.heard().length === 8_000)
    expect(Date.now() - saidAt).toBeGreaterThanOrEqual(190)
  })

  test('throttle: more than the line holds is not read from the sender', async () => {
    const { proxy, server, call } = await startLine()
    const caller = await call()
    proxy.throttle({ upBytesPerSecond: 1_000, downBytesPerSecond: 1_000 })
    caller.say('x'.repeat(32 * 1024 * 1024))
    await eventually(() => server.heardBytes() > 100)
    expect(caller.unsentBytes()).toBeGreaterThan(1024 * 1024)
  })

  test('tear: half of what comes next arrives, then the connection ends; new ones are torn too', async () => {
    const { proxy, server, call } = await startLine()
    const torn = await call()
    proxy.tear('replies')
    torn.say('12345678')
    await eventually(torn.ended)
    expect(torn.heard()).toBe('1234')
    const next = await call()
    next.say('12')
    await eventually(next.ended)
    expect(next.heard()).toBe('1')
    expect(server.heardBytes()).toBe(10)

    proxy.restore()
    const whole = await call()
    whole.say('12345678')
    await eventually(() => whole.heard() === '12345678')
  })

  test('tear: a request can be torn as well as a reply', async () => {
    const { proxy, server, call } = await startLine()
    const torn = await call()
    proxy.tear('requests')
    torn.say('12345678')
    await eventually(torn.ended)
    expect(server.heardBytes()).toBe(4)
  })

  test('swallow: one direction goes nowhere while the other works; what was swallowed never comes', async () => {
    const { proxy, server, call } = await startLine()
    const deaf = await call()
    proxy.swallow('replies')
    deaf.say('heard')
    await eventually(() => server.heardBytes() === 5)
    proxy.restore()
    await eventually(deaf.ended)
    expect(deaf.heard()).toBe('')

    const mute = await call()
    mute.say('one ')
    await eventually(() => mute.heard() === 'one ')
    proxy.swallow('requests')
    mute.say('two')
    server.say('hello')
    await eventually(() => mute.heard() === 'one hello')
    expect(server.heardBytes()).toBe('heardone '.length)
    proxy.restore()
    await eventually(mute.ended)
  })

  test('swallow: the end of the server goes unnoticed', async () => {
    const { proxy, server, call } = await startLine()
    const caller = await call()
    caller.say('hello')
    await eventually(() => caller.heard() === 'hello')
    proxy.swallow('replies')
    await server.stop()
    expect(proxy.connections).toBe(1)
    expect(caller.ended()).toBe(false)
    proxy.restore()
    await eventually(caller.ended)
  })

  test('a connection from which nothing was swallowed goes on after swallowing', async () => {
    const { proxy, call } = await startLine()
    const caller = await call()
    proxy.swallow('requests')
    proxy.restore()
    caller.say('fine')
    await eventually(() => caller.heard() === 'fine')
  })

  test('a server that is not there ends the connection', async () => {
    const { server, call } = await startLine()
    await server.stop()
    const caller = await call()
    await eventually(caller.ended)
  })
})
