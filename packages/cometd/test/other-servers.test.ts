// @vitest-environment jsdom
import type { Message } from 'cometd'
import { describe, expect, test, vi } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { cometdLink } from '../src/cometd-link.ts'
import { openLink } from './support/recorded-line.ts'
import { scriptedPollingServer } from './support/scripted-polling-server.ts'
import { handshakeFields, type ScriptedServer } from './support/scripted-server.ts'
import { scriptedSocketServer } from './support/scripted-socket-server.ts'

const event = (index: number) => ({ type: 'EventMessage', index })
const chat = (data: unknown): Message => ({ channel: '/service/chat', data })

function open({ url, transport }: ScriptedServer) {
  const clock = fakeClock()
  return { clock, ...openLink(cometdLink({ url, transport, clock })) }
}

async function letIn(server: ScriptedServer) {
  const link = open(server)
  await server.letsIn()
  await link.opening
  return link
}

describe.each([
  ['websocket', scriptedSocketServer],
  ['long-polling', scriptedPollingServer],
] as const)('other CometD servers over %s', (transport, scripted) => {
  test('each /meta/connect asks for the heartbeat, which CometD servers forget from the handshake', async () => {
    const server = scripted()
    open(server)
    ;(await server.hears('/meta/handshake')).answers(handshakeFields(transport))

    const first = await server.hears('/meta/connect')
    first.answers({}, chat(event(1)))
    const second = await server.hears('/meta/connect')

    expect([first, second].map(({ message }) => message.advice)).toEqual([{ timeout: 0 }, { timeout: 10_000 }])
  })

  test('a server that answers every /meta/connect at once with nothing is asked ten times a second', async () => {
    const server = scripted()
    const { clock } = await letIn(server)
    const connects = () => server.messages.filter(({ channel }) => channel === '/meta/connect').length
    for (let poll = 2; poll <= 10; poll++) (await server.hears('/meta/connect')).answers()
    await eventually(() => clock.pending > 0)
    const before = connects()

    for (let tenth = 0; tenth < 20; tenth++) {
      await clock.advance(100)
      ;(await server.hears('/meta/connect')).answers()
      await eventually(() => clock.pending > 0)
    }

    expect(before).toBe(10)
    expect(connects()).toBe(30)
  })

  test('a server that answers at once because it has events is asked at once', async () => {
    const server = scripted()
    const { clock, told } = await letIn(server)

    for (let index = 1; index <= 20; index++) (await server.hears('/meta/connect')).answers({}, chat(event(index)))

    await eventually(() => told.length === 21)
    expect(clock.pending).toBe(0)
  })

  test.each([15_000, 30_000])(
    'a server that holds for %i ms, too long for the line, is warned about once, however many lines it ends',
    async (timeout) => {
      const server = scripted()
      const logger = { debug() {}, info() {}, warn: vi.fn(), error() {} }
      const link = cometdLink({ url: server.url, transport, silenceTimeoutMs: 15_000 })
      for (let line = 0; line < 2; line++) {
        const { opening, end } = openLink(link, { logger })
        ;(await server.hears('/meta/handshake')).answers({ ...handshakeFields(transport), advice: { timeout } })
        ;(await server.hears('/meta/connect')).answers({ advice: { reconnect: 'retry', timeout } })
        await opening
        end(new Error('enough'))
      }
      const warning = [expect.stringContaining(`hold /meta/connect for ${timeout} ms`)]
      expect(logger.warn.mock.calls).toEqual([warning])
    },
  )

  test('a server that holds for less than the line may be silent is nothing to warn about', async () => {
    const server = scripted()
    const logger = { debug() {}, info() {}, warn: vi.fn(), error() {} }
    const { opening } = openLink(cometdLink({ url: server.url, transport }), { logger })
    ;(await server.hears('/meta/handshake')).answers({ ...handshakeFields(transport), advice: { timeout: 14_999 } })
    ;(await server.hears('/meta/connect')).answers()
    await opening
    expect(logger.warn).not.toHaveBeenCalled()
  })

  test('the answer of a server that forgets the Bayeux session at once is told as it is', async () => {
    const server = scripted()
    const { opening } = open(server)

    ;(await server.hears('/meta/handshake')).answers(handshakeFields(transport))
    ;(await server.hears('/meta/connect')).answers({ successful: false, error: '402::session_unknown' })

    await expect(opening).rejects.toThrow('the server refused /meta/connect: 402::session_unknown')
  })
})
