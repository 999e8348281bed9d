import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/deadline.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'

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

  test('a server that is not there ends the connection', async () => {
    const { server, call } = await startLine()
    await server.stop()
    const caller = await call()
    await eventually(caller.ended)
  })
})

async function startLine() {
  const server = await startEchoServer()
  const proxy = await startFaultProxy(server.port)
  return { server, proxy, call: () => callDirectly(proxy.port) }
}

async function startEchoServer() {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => socket.destroy()))
    socket.pipe(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = async () => {
    sockets.forEach((socket) => socket.destroy())
    if (!server.listening) return
    server.close()
    await once(server, 'close')
  }
  onTestFinished(stop)
  return { port: (server.address() as AddressInfo).port, stop }
}

async function callDirectly(port: number) {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let heard = ''
  let ended = false
  socket.setEncoding('utf8').on('data', (text) => (heard += String(text)))
  socket.on('error', () => (ended = true)) // a reset is an end too
  socket.on('close', () => (ended = true))
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve))
  return {
    say: (text: string) => void socket.write(text),
    hangUp: () => void socket.end(),
    heard: () => heard,
    ended: () => ended,
  }
}
