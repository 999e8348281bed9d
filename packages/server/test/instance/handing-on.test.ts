import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { silentLogger, systemClock } from '@chat-transport/core'
import { createChatServer } from '@chat-transport/server'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { eventually } from '../../../../test/support/deadline.ts'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { HopMarks } from '../../src/instance/hop-marks.ts'
import { LinePaths } from '../../src/instance/line-paths.ts'
import { hopHeader } from '../../src/instance/send-hop.ts'
import { SocketPage } from '../support/bayeux-clients.ts'
import { start } from '../support/start-attached.ts'
import { post, secret, startInstance, startPageAtOther, unknown } from '../support/instances.ts'
import { startFronts } from '../support/start-fronts.ts'

/** Something else that answers at an internal address. */
async function startOther(listener: RequestListener) {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/cometd`
}

function warningsLogger() {
  const warnings: string[] = []
  const logger = { ...silentLogger, warn: (text: unknown) => void warnings.push(String(text)) }
  return { logger, warnings }
}

describe('a request for the line of another server', () => {
  test('is answered by that server: commands arrive, and a held poll returns with the next event', async () => {
    const { page, visitor, second } = await startPageAtOther()
    const [acknowledged] = await page.publish({ type: 'LeaveSession', id: 'l1' })
    expect(acknowledged).toMatchObject({ successful: true })
    expect(visitor?.commands).toEqual([{ type: 'LeaveSession', id: 'l1' }])
    const polled = page.connect()
    await visitor?.deliver({ type: 'EventTyping', party: { id: 'a1', name: 'Grace', type: 'agent' }, isTyping: true })
    expect((await polled).map(({ channel }) => channel)).toContain('/service/chat')
    expect(second.backend.attempts).toBe(0)
  })

  test('is of the own path of the line alone: the answer to a handshake over WebSocket names none', async () => {
    const { url } = await startInstance('n1')
    expect((await new SocketPage(url).attach(start)).ext).not.toHaveProperty('path')
  })

  test('is let go of when the page goes, so that its line is lost at once', async () => {
    const { page, visitor } = await startPageAtOther()
    page.connect().catch(() => undefined) // the page goes
    await eventually(() => visitor?.told.includes('confirmed'))
    page.vanish()
    await eventually(() => visitor?.told.includes('detached'))
  })

  test('fails like a cut line when that server dies in the middle', async () => {
    const { page, visitor, first } = await startPageAtOther()
    const polled = page.connect().catch((error: Error) => error.message)
    await eventually(() => visitor?.told.includes('confirmed'))
    first.httpServer.closeAllConnections()
    expect(await polled).toContain('502')
  })

  test('is answered as that of an unknown client when that server is not there any more', async () => {
    const { page, first } = await startPageAtOther()
    await first.fronts.close()
    first.httpServer.closeAllConnections()
    first.httpServer.close()
    expect(await page.connect()).toEqual([unknown])
  })

  test('is answered so too when that server has begun anew, and does not know the line', async () => {
    const { page, first } = await startPageAtOther()
    await first.fronts.close()
    first.httpServer.closeAllConnections()
    first.httpServer.close()
    await startInstance('n1', {}, Number(new URL(first.url).port))
    expect(await page.connect()).toEqual([unknown])
  })

  test('is answered so too when the server that has handed it on shuts down', async () => {
    const { page, visitor, second } = await startPageAtOther()
    const polled = page.connect()
    await eventually(() => visitor?.told.includes('confirmed'))
    await second.fronts.close()
    expect(await polled).toEqual([unknown])
  })

  test('is not handed on with a body that is too large, invalid, or of another type', async () => {
    let asked = 0
    const url = await startOther((_request, response) => {
      asked += 1
      response.end()
    })
    const server = await startInstance('n2', { maxFrameBytes: 66_560 })
    const path = new LinePaths(secret).seal({ name: 'n1', url })
    const send = (body: string, type = 'application/json') =>
      fetch(`${server.url}/${path}`, { method: 'POST', headers: { 'content-type': type }, body })
    expect((await send(' '.repeat(66_561))).status).toBe(413)
    expect((await send('no json')).status).toBe(400)
    expect((await send('[]', 'text/plain')).status).toBe(415)
    expect((await send('[{"channel":"/meta/handshake","id":"1"}]')).status).toBe(200)
    expect(asked).toBe(0)
  })

  test('is ended when its address has too many there, the oldest first', async () => {
    const { page, visitor, second, path } = await startPageAtOther({
      second: { addressLimits: { unattachedSockets: 1 } },
    })
    const polled = page.connect().catch((error: Error) => error.message)
    await eventually(() => visitor?.told.includes('confirmed'))
    expect((await post(`${second.url}/${path}`)).status).toBe(200)
    expect(await polled).toContain('429')
    await eventually(() => visitor?.told.includes('detached'))
  })

  test('is ended when all addresses together have too many there, the oldest of the one that has most', async () => {
    let asked = 0
    const url = await startOther(() => (asked += 1))
    const clientAddress = ({ headers }: IncomingMessage) => String(headers['x-client'])
    const server = await startInstance('n2', { clientAddress, maxConnections: 3 })
    const path = new LinePaths(secret).seal({ name: 'n1', url })
    const clients = ['198.51.100.1', '203.0.113.7', '203.0.113.7', '198.51.100.2']
    const statuses = new Map<number, number>()
    const answers: Promise<unknown>[] = []
    for (const [place, client] of clients.entries()) {
      const answer = post(`${server.url}/${path}`, { 'x-client': client })
      answers.push(answer.then(({ status }) => statuses.set(place, status)))
      await eventually(() => asked === place + 1)
    }
    await answers[1]
    expect([...statuses]).toEqual([[1, 429]])
    await server.fronts.close()
    await Promise.all(answers)
    expect(statuses.size).toBe(4)
  })

  test('waits no longer for its answer than a poll is held, and a quarter of a minute', async () => {
    let asked = 0
    const url = await startOther(() => (asked += 1))
    const clock = fakeClock()
    const server = await startInstance('n2', { clock, heartbeatMs: 5_000 })
    const path = new LinePaths(secret).seal({ name: 'n1', url })
    const answered = vi.fn()
    const answer = post(`${server.url}/${path}`).then(({ status }) => answered(status))
    await eventually(() => asked === 1)
    await clock.advance(19_999)
    await post(server.url) // whatever was under way has arrived
    expect(answered).not.toHaveBeenCalled()
    await clock.advance(1)
    await answer
    expect(answered).toHaveBeenCalledWith(502)
  })

  test('is counted for the address of its client, as the server that it came to has seen it', async () => {
    const clock = fakeClock()
    const { logger, warnings } = warningsLogger()
    const { first, second, path } = await startPageAtOther({
      first: { clock, logger, addressLimits: { messagesPerSecond: 5 } },
      second: { clock, clientAddress: () => '203.0.113.7' },
    })
    await clock.advance(2_000) // what the handshake has cost
    // Requests of unknown clients use up what an address has in a second.
    for (let count = 0; count < 5; count++) await post(`${second.url}/${path}`)
    const waiting = post(`${second.url}/${path}`)
    await eventually(() => warnings.some((text) => text.includes('an address sends too fast')))
    expect((await post(first.url)).status).toBe(200)
    await clock.advance(1_000)
    expect((await waiting).status).toBe(200)
  })
})

describe('a path', () => {
  test('that nobody with the secret has sealed leads nowhere', async () => {
    let asked = 0
    const url = await startOther(() => (asked += 1))
    const { url: own } = await startInstance('n2')
    const forged = new LinePaths('another one of thirty-two letters').seal({ name: 'n1', url })
    for (const path of [forged, '~n1.AAAA', '~n1', `~${Buffer.from(url).toString('base64url')}`]) {
      const answer = await post(`${own}/${path}`)
      expect([path, answer.status, await answer.json()]).toEqual([path, 200, [unknown]])
    }
    expect(asked).toBe(0)
  })

  test('of this server, from before a restart too, leads to no hop', async () => {
    const server = await startInstance('n2')
    const path = new LinePaths(secret).seal({ name: 'n2', url: server.url })
    expect(await (await post(`${server.url}/${path}`)).json()).toEqual([unknown])
  })

  test('that leads to something else, such as a proxy, ends as that of a server that is gone', async () => {
    const url = await startOther((_request, response) =>
      response.end('[{"channel":"/meta/connect","successful":true}]'),
    )
    const server = await startInstance('n2')
    const path = new LinePaths(secret).seal({ name: 'n1', url })
    expect(await (await post(`${server.url}/${path}`)).json()).toEqual([unknown])
  })

  test('that leads to a server which would hand it on leads no further', async () => {
    let hops = 0
    const { logger, warnings } = warningsLogger()
    const back = await startInstance('n3', { logger })
    // A balancer at the internal address: it leads each request to the same server again.
    const url = await startOther((request, response) => {
      hops += 1
      void passOn(back.origin, { path: String(request.url), mark: String(request.headers[hopHeader]) }).then(
        async (answer) => {
          response.setHeader(hopHeader, answer.headers.get(hopHeader) ?? '')
          response.end(await answer.text())
        },
      )
    })
    const path = new LinePaths(secret).seal({ name: 'n1', url })
    expect(await (await post(`${back.url}/${path}`)).json()).toEqual([unknown])
    expect(hops).toBe(1)
    expect(warnings).toEqual([expect.stringContaining('instance.address')])
  })
})

const passOn = (origin: string, { path, mark }: { readonly path: string; readonly mark: string }) =>
  post(origin + path, { [hopHeader]: mark })

describe('a mark', () => {
  test('that a visitor has made is refused, and no address is believed', async () => {
    const { url, backend } = await startInstance('n2')
    const forged = new HopMarks('another one of thirty-two letters', systemClock)
    for (const mark of ['', 'x', forged.mark({ address: '10.0.0.1', method: 'POST', path: '' }).mark]) {
      const answer = await post(url, { [hopHeader]: mark })
      expect([answer.status, answer.headers.get(hopHeader)]).toEqual([403, null])
    }
    expect(backend.attempts).toBe(0)
  })

  test('that was seen on its way is of no use a second time, nor with another body', async () => {
    const { url, backend } = await startInstance('n2')
    const marks = new HopMarks(secret, systemClock)
    const aMark = (body: string) => marks.mark({ address: '203.0.113.7', method: 'POST', path: '', body }).mark
    const send = async (mark: string, body: string) => {
      const headers = { 'content-type': 'application/json', [hopHeader]: mark }
      return (await fetch(url, { method: 'POST', headers, body })).status
    }
    const [poll, handshake] = ['[{"channel":"/meta/connect","clientId":"x"}]', '[{"channel":"/meta/handshake"}]']
    const mark = aMark(poll)
    expect([await send(mark, poll), await send(mark, poll)]).toEqual([200, 403])
    expect(await send(aMark(poll), handshake)).toBe(403)
    expect(backend.attempts).toBe(0)
  })

  test('by a clock that is far off is refused, and the log says so once', async () => {
    const { logger, warnings } = warningsLogger()
    const { url } = await startInstance('n2', { logger })
    const early = { ...systemClock, now: () => systemClock.now() - 31_000 }
    const marks = new HopMarks(secret, early)
    for (let count = 0; count < 2; count++) {
      const { mark } = marks.mark({ address: '203.0.113.7', method: 'POST', path: '' })
      expect((await post(url, { [hopHeader]: mark })).status).toBe(403)
    }
    expect(warnings).toEqual([expect.stringContaining('clocks')])
  })

  test('is nothing to a server that is not one of several', async () => {
    const { url } = await startFronts()
    expect((await post(url, { [hopHeader]: 'x' })).status).toBe(200)
  })
})

test('a page of another origin may ask any of the servers, and read what another one has answered', async () => {
  const shop = 'https://shop.example'
  const { path, second } = await startPageAtOther({ second: { allowedOrigins: [shop] } })
  const asked = await fetch(`${second.url}/${path}`, { method: 'OPTIONS', headers: { origin: shop } })
  expect(asked.status).toBe(204)
  const answer = await post(`${second.url}/${path}`, { origin: shop })
  expect(answer.headers.get('access-control-allow-origin')).toBe(shop)
  expect(answer.headers.get(hopHeader)).toBeNull()
  expect((await post(`${second.url}/${path}`, { origin: 'https://evil.example' })).status).toBe(403)
})

test.each([
  ['name', { name: 'n.3' }],
  ['name', { name: '' }],
  ['address', { address: '10.0.0.3:8080' }],
  ['address', { address: 'http://10.0.0.3:8080/' }],
  ['address', { address: 'ws://10.0.0.3' }],
  ['secret', { secret: 'too short' }],
])('a wrong %s is refused: %j', (name, wrong) => {
  const instance = { name: 'n3', address: 'http://10.0.0.3:8080', secret, ...wrong }
  expect(() => createChatServer({ instance })).toThrow(new RegExp(`^createChatServer instance.${name}: expected`))
})
