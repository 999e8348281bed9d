// @vitest-environment jsdom
import type { Message } from 'cometd'
import { describe, expect, test } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { cometdLink } from '../src/cometd-link.ts'
import { attach } from './support/recorded-line.ts'
import { chat, event, open, openAccepted } from './support/open-scripted-link.ts'
import { scriptedPollingServer } from './support/scripted-polling-server.ts'
import { attached, handshakeFields } from './support/scripted-server.ts'
import { scriptedSocketServer } from './support/scripted-socket-server.ts'

describe.each([
  ['websocket', scriptedSocketServer],
  ['long-polling', scriptedPollingServer],
] as const)('the end of a link over %s', (transport, scripted) => {
  test('L3: a refused handshake hands on the answer, then is lost', async () => {
    const server = scripted()
    const link = open(server)
    const refused = { type: 'EventError', error: { code: 101, description: 'login failed' }, commandId: 'start-1' }

    const handshake = await server.hears('/meta/handshake')
    handshake.answers({
      successful: false,
      error: '403::denied',
      ext: { chat: refused },
      advice: { reconnect: 'none' },
    })

    await expect(link.opening).rejects.toThrow('the server refused /meta/handshake: 403::denied')
    expect(link.told).toEqual([refused])
    expect(link.causes).toHaveLength(1)
  })

  test('L3: a handshake refused by a CometD server that knows no chat is lost with its error', async () => {
    const server = scripted()
    const link = open(server)

    const handshake = await server.hears('/meta/handshake')
    handshake.answers({ successful: false, error: '402::denied', advice: { reconnect: 'none' } })

    await expect(link.opening).rejects.toThrow('the server refused /meta/handshake: 402::denied')
  })

  test('L3: a CometD server that does not answer the attach is no chat server', async () => {
    const server = scripted()
    const link = open(server)

    ;(await server.hears('/meta/handshake')).answers({ ...handshakeFields(transport), ext: {} })

    await expect(link.opening).rejects.toThrow('without a chat answer')
  })

  test('L3: it is lost when the server does not offer the connection type', async () => {
    const server = scripted()
    const link = open(server)

    ;(await server.hears('/meta/handshake')).answers(handshakeFields('callback-polling'))

    await expect(link.opening).rejects.toThrow('the server does not offer this connection type')
    expect(server.messages).toHaveLength(1)
  })

  test.each([
    [
      'refused with advice to shake hands again',
      { successful: false, error: '402::unknown', advice: { reconnect: 'handshake' } },
    ],
    ['refused with advice to retry', { successful: false, error: '500::', advice: { reconnect: 'retry' } }],
    ['answered with advice to stop', { advice: { reconnect: 'none' } }],
    ['answered with advice to shake hands', { advice: { reconnect: 'handshake' } }],
  ] as const)('L3: it is lost, and stays so, when /meta/connect is %s', async (_, fields) => {
    const server = scripted()
    const { causes, clock } = await openAccepted(server)

    ;(await server.hears('/meta/connect')).answers(fields as Partial<Message>)

    await eventually(() => causes.length === 1)
    await eventually(() => server.open === 0)
    const before = [server.dials, server.messages.length]
    await clock.advance(120_000)
    expect([server.dials, server.messages.length]).toEqual(before)
  })

  test('L3: it is lost when the server says goodbye', async () => {
    const server = scripted()
    const { causes } = await openAccepted(server)

    await server.says(JSON.stringify([{ channel: '/meta/disconnect', successful: true }]))

    await eventually(() => causes.length === 1)
    expect(causes[0]?.message).toBe('the server ended the connection')
  })

  test('L3: it is lost as soon as the connection dies, and does not dial again', async () => {
    const server = scripted()
    const { causes, clock } = await openAccepted(server)
    await server.hears('/meta/connect')
    const { dials } = server

    server.dropsConnections()

    await eventually(() => causes.length === 1)
    expect(causes[0]?.message).toContain('the cable was cut')
    await clock.advance(120_000)
    expect([server.dials, server.open]).toEqual([dials, 0])
  })

  test.each(['', '{', '{}', 'null', '"x"', '[null]', '[1]', '[{"data":1}]', '[{"channel":7,"data":1}]'])(
    'L3: what is no Bayeux (%s) cannot be trusted',
    async (text) => {
      const server = scripted()
      const { causes, told } = await openAccepted(server)

      await server.says(text)

      await eventually(() => causes.length === 1)
      expect(causes[0]?.message).toContain('unable to understand the server')
      expect(told).toEqual([attached])
    },
  )

  test('L4: nothing of a batch is handed on after the line has ended in the middle of it', async () => {
    const server = scripted()
    const link = await openAccepted(server, {
      received: (told, end) => {
        if ((told as { index?: number }).index === 2) end(new Error('enough'))
      },
    })

    ;(await server.hears('/meta/connect')).answers({}, chat(event(1)), chat(event(2)), chat(event(3)))

    await eventually(() => link.line.signal.aborted && server.open === 0)
    expect(link.told).toEqual([attached, event(1), event(2)])
    expect(link.late).toEqual([])
  })

  test.each(['detached', 'left'] as const)('L4: a line that is %s says goodbye and ends', async (reason) => {
    const server = scripted()
    const { end } = await openAccepted(server)
    await server.hears('/meta/connect')

    end(reason)

    const goodbye = await server.hears('/meta/disconnect')
    expect(goodbye.message.clientId).toBe('client-1')
    goodbye.answers()
    await eventually(() => server.open === 0)
  })

  test('L4: a line that was lost ends without a word', async () => {
    const server = scripted()
    const { end, clock } = await openAccepted(server)
    await server.hears('/meta/connect')
    const before = server.messages.length

    end(new Error('silent for too long'))

    await eventually(() => server.open === 0)
    await clock.advance(120_000)
    expect(server.messages.length).toBe(before)
  })

  test('L4: a link that is opened for a line that is over does not dial', async () => {
    const server = scripted()
    const over = AbortSignal.abort(new Error('over before it began'))
    const line = { signal: over, received() {}, alive() {}, lost() {} }

    expect(() => cometdLink({ url: server.url, transport })(attach, line as never)).toThrow('over before it began')

    expect(server.dials).toBe(0)
  })
})

test.each([
  ['nothing', '[]'],
  ['events alone', JSON.stringify([chat(event(1))])],
  ['an answer to something else', JSON.stringify([{ channel: '/meta/connect', id: 'other', successful: true }])],
])('L3: over long-polling it is lost when /meta/connect is answered with %s', async (_, text) => {
  const server = scriptedPollingServer()
  const { causes } = await openAccepted(server)

  await server.says(text)

  await eventually(() => causes.length === 1)
  expect(causes[0]?.message).toContain('the response has no answer to /meta/connect')
  await eventually(() => server.open === 0)
})
