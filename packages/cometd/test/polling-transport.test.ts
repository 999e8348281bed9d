// @vitest-environment jsdom
import type { Message } from 'cometd'
import type { LineFailure } from '@chat-transport/core'
import { expect, test, vi } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { settle } from '../../../test/support/fake-clock.ts'
import { PollingTransport } from '../src/polling-transport.ts'
import { scriptedPollingServer } from './support/scripted-polling-server.ts'

function poll(requestHeaders: HeadersInit = {}) {
  const server = scriptedPollingServer()
  const received = vi.fn()
  const lost = vi.fn()
  const progress = vi.fn()
  const startTimer = () => () => undefined
  const transport = new PollingTransport({
    url: new URL(server.url),
    requestHeaders,
    received,
    lost,
    progress,
    startTimer,
  })
  const publish = (...data: unknown[]) =>
    transport.send({ messages: data.map((item) => ({ channel: '/service/chat', data: item })) }, false)
  const connect = () => transport.send({ messages: [{ channel: '/meta/connect' }] }, true)
  const published = () => server.frames.map((frame) => frame.map(({ data }) => data as unknown))
  return { server, transport, received, lost, progress, publish, connect, published }
}

test('one request at a time takes what is sent; what waits goes out together, in order', async () => {
  const { server, publish, published } = poll()

  publish('a')
  publish('b')
  publish('c', 'd')
  expect(published()).toEqual([['a']])
  ;(await server.hears('/service/chat')).answers()

  await eventually(() => server.frames.length === 2)
  expect(published()).toEqual([['a'], ['b', 'c', 'd']])
  for (let count = 0; count < 3; count++) (await server.hears('/service/chat')).answers()
  publish('e')
  await eventually(() => server.frames.length === 3)
  expect(published()[2]).toEqual(['e'])
})

test('what waits is cut into requests that any server takes, a message that is larger by itself', async () => {
  const { server, publish, published } = poll()
  const half = 'x'.repeat(16_000)
  const huge = 'y'.repeat(100_000)

  publish('a')
  publish(half, half, half, huge, 'b')
  for (let count = 0; count < 6; count++) (await server.hears('/service/chat')).answers()

  expect(published()).toEqual([['a'], [half, half], [half], [huge], ['b']])
})

test('what waits is counted in characters of JavaScript (P76)', async () => {
  const { server, publish, published } = poll()
  const quarter = '😀'.repeat(4_000) // 8,000 of them, and twice as many bytes

  publish('a')
  publish(quarter, quarter, quarter, quarter, quarter)
  for (let count = 0; count < 6; count++) (await server.hears('/service/chat')).answers()

  expect(published()).toEqual([['a'], [quarter, quarter, quarter, quarter], [quarter]])
})

test('the held /meta/connect stands in the way of nothing', async () => {
  const { server, publish, connect } = poll()
  connect()

  publish('a')

  await server.hears('/service/chat')
  expect(server.open).toBe(2)
})

test('a request that fails ends the transport: requests that waited behind it are not sent', async () => {
  const { server, publish, connect, lost } = poll()
  connect()
  publish('a')
  publish('b')

  server.dropsConnections()

  await eventually(() => lost.mock.calls.length === 1)
  publish('c')
  await eventually(() => server.open === 0)
  expect(server.frames).toHaveLength(2)
  expect(lost).toHaveBeenCalledOnce()
  expect(lost.mock.calls[0]?.[0]).toMatchObject({ message: 'unable to reach the server: the cable was cut' })
})

test.each([204, 400, 500, 503])('HTTP %i is a lost line', async (status) => {
  const { server, publish, connect, lost, received } = poll()
  connect()
  publish('a')

  server.failsWith(status)

  await eventually(() => lost.mock.calls.length === 1)
  expect(server.open).toBe(0)
  expect(lost.mock.calls).toMatchObject([[{ message: expect.stringContaining(`HTTP ${status}`) as string, status }]])
  expect(received).not.toHaveBeenCalled()
})

test.each([
  [{ 'Retry-After': '7' }, 7000],
  [{ 'Retry-After': 'soon' }, undefined],
  [{}, undefined],
])('a server that is busy says for how long: %j', async (headers, retryAfterMs) => {
  const { server, publish, lost } = poll()
  publish('a')

  server.failsWith(503, headers)

  await eventually(() => lost.mock.calls.length === 1)
  expect((lost.mock.calls[0]?.[0] as LineFailure).retryAfterMs).toBe(retryAfterMs)
})

test('no redirect is followed: the secret and the headers of the page would go along', async () => {
  const { server, publish, lost } = poll({ Authorization: 'of the page' })
  publish('a')

  server.redirects()

  await eventually(() => lost.mock.calls.length === 1)
  expect((lost.mock.calls[0]?.[0] as Error).message).toContain('it redirects: give its final address')
})

test('the browser may end requests by itself, as on window.stop() or a download: the line is lost', async () => {
  const { server, connect, lost } = poll()
  connect()

  server.stops()

  await eventually(() => lost.mock.calls.length === 1)
  expect((lost.mock.calls[0]?.[0] as Error).message).toContain('The user aborted a request.')
})

test('what has come of an answer is progress, on the path of the events', async () => {
  const { server, publish, connect, progress, received } = poll()
  publish('a')
  server.answersInPart()
  await settle()
  expect(progress).not.toHaveBeenCalled()
  connect()

  server.answersInPart()
  await eventually(() => progress.mock.calls.length === 1)
  ;(await server.hears('/meta/connect')).answers()

  await eventually(() => received.mock.calls.length === 1)
  expect(JSON.parse(String(received.mock.calls[0]?.[0]))).toMatchObject([{ channel: '/meta/connect' }])
})

const headers = { 'X-Tenant': 'shop', 'content-type': 'text/plain' }

test.each([
  ['names and values', headers],
  ['Headers', new Headers(headers)],
])('requests carry the headers asked for as %s, cookies for balancers, and JSON in any case', (_, requestHeaders) => {
  const { server, publish } = poll(requestHeaders)

  publish('a')

  expect(server.requests[0]).toMatchObject({
    method: 'POST',
    credentials: 'include',
    headers: { 'x-tenant': 'shop', 'content-type': 'application/json' },
  })
})

test('closing aborts the requests in flight; the goodbye is one last one', async () => {
  const { server, transport, publish, connect, lost, received } = poll()
  connect()
  publish('a')

  transport.close(JSON.stringify([{ channel: '/meta/disconnect' }]))
  publish('late')
  connect()

  expect(server.open).toBe(1)
  ;(await server.hears('/meta/disconnect')).answers()
  await eventually(() => server.open === 0)
  expect(server.frames.flat().map(({ channel }: Message) => channel)).toEqual([
    '/meta/connect',
    '/service/chat',
    '/meta/disconnect',
  ])
  expect(lost).not.toHaveBeenCalled()
  expect(received).not.toHaveBeenCalled()
})

test('an answer that has come, but was not read when the transport was closed, is not handed on', async () => {
  const { server, transport, publish, received } = poll()
  publish('a')
  ;(await server.hears('/service/chat')).answers()

  transport.close()
  await settle()

  expect(received).not.toHaveBeenCalled()
})

test('an answered request is let go: closing has nothing to do with it', async () => {
  const { server, transport, publish, connect } = poll()
  publish('a')
  connect()
  ;(await server.hears('/service/chat')).answers()

  transport.close()

  expect(server.requests.map(({ aborted }) => aborted)).toEqual([false, true])
})

test('a goodbye that does not arrive troubles nobody', async () => {
  const { server, transport, lost } = poll()

  transport.close(JSON.stringify([{ channel: '/meta/disconnect' }]))
  server.dropsConnections()

  await eventually(() => server.open === 0)
  expect(lost).not.toHaveBeenCalled()
})
