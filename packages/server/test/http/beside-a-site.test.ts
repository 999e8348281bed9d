import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { eventually } from '../../../../test/support/deadline.ts'
import { createChatServer } from '../../src/index.ts'
import { PollingPage, SocketPage } from '../support/bayeux-clients.ts'
import { startSession } from '../support/commands.ts'

/** An application that has an answer to everything, as frameworks do. */
const site: RequestListener = (request, response) => {
  request.resume()
  request.on('end', () => response.writeHead(request.url === '/' ? 200 : 404).end(`the site, ${request.method}`))
}

const parts = {
  'a site': (httpServer: Server) => void httpServer.on('request', site),
  'another WebSocketServer': (httpServer: Server) => {
    const sockets = new WebSocketServer({ server: httpServer, path: '/live' })
    sockets.on('connection', (socket) => socket.send('["the site"]'))
    onTestFinished(() => void sockets.close())
  },
  'the chat': (httpServer: Server) => {
    const chat = createChatServer().attach(httpServer)
    onTestFinished(() => chat.close())
  },
}
type Part = keyof typeof parts

async function listen(...order: readonly Part[]) {
  const httpServer = createServer()
  for (const part of order) parts[part](httpServer)
  httpServer.listen(0, '127.0.0.1')
  await once(httpServer, 'listening')
  onTestFinished(() => {
    httpServer.closeAllConnections()
    httpServer.close()
  })
  const { port } = httpServer.address() as AddressInfo
  return { httpServer, port, origin: `http://127.0.0.1:${port}` }
}

describe.each<{ order: readonly Part[] }>([
  { order: ['the chat', 'a site', 'another WebSocketServer'] },
  { order: ['a site', 'the chat', 'another WebSocketServer'] },
  { order: ['another WebSocketServer', 'the chat', 'a site'] },
  { order: ['a site', 'another WebSocketServer', 'the chat'] },
])('with $order, in this order,', ({ order }) => {
  test('the chat serves its visitors, and the site its own', async () => {
    const { origin } = await listen(...order)
    const pages = [new SocketPage(`${origin}/cometd`), new PollingPage(`${origin}/cometd`)]
    for (const page of pages) {
      expect(await page.attach(startSession())).toMatchObject({ successful: true })
      expect((await page.publish({ type: 'SendTyping', id: 't', isTyping: true })) as unknown).toBeTruthy()
    }
    expect(await (await fetch(origin)).text()).toBe('the site, GET')
    expect((await fetch(`${origin}/comet`, { method: 'POST', body: 'x' })).status).toBe(404)
    const live = new SocketPage(`${origin}/live`)
    await eventually(() => live.frames.includes('["the site"]'))
  })
})

describe('a request that offers HTTP/2', () => {
  /** What clients send that would rather speak HTTP/2, such as Java's HttpClient and `curl --http2`. */
  const offer = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAA\r\n'

  async function ask(port: number, head: string, body: string): Promise<string> {
    const socket = connect(port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    let answer = ''
    socket.on('data', (data) => (answer += data.toString()))
    const length = `Host: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`
    socket.write(`${head} HTTP/1.1\r\n${offer}${length}\r\n\r\n${body.slice(0, 5)}`)
    await eventually(() => socket.bytesWritten > 0)
    socket.write(body.slice(5))
    await eventually(() => answer.includes('\r\n\r\n'))
    return answer
  }

  test('gets the page of the site, as if the chat was not there', async () => {
    const { port } = await listen('a site', 'the chat')
    expect(await ask(port, 'POST /', 'a body in two pieces')).toMatch(/^HTTP\/1\.1 200 [^]*the site, POST/)
  })

  test('is read with its body, and the connection can be used again', async () => {
    const { port, httpServer } = await listen('the chat')
    const bodies: string[] = []
    httpServer.on('request', async (request, response) => {
      request.setEncoding('utf8')
      bodies.push((await request.toArray()).join(''), JSON.stringify(request.headers))
      response.end('read')
    })
    await ask(port, 'PUT /file', 'a body in two pieces')
    expect(bodies[0]).toBe('a body in two pieces')
    expect(bodies[1]).not.toMatch(/upgrade|http2/i)
    const socket = connect(port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    let answers = ''
    socket.on('data', (data) => (answers += data.toString()))
    socket.write(`GET / HTTP/1.1\r\n${offer}Host: x\r\n\r\n`)
    await eventually(() => answers.endsWith('read\r\n0\r\n\r\n') || answers.endsWith('read'))
    socket.write(`GET / HTTP/1.1\r\nHost: x\r\n\r\n`)
    await eventually(() => answers.split('HTTP/1.1 200').length === 3)
  })

  test('reaches the chat, on the path of the chat', async () => {
    const { port } = await listen('the chat', 'a site')
    const handshake = JSON.stringify([{ id: '1', channel: '/meta/handshake', ext: { chat: startSession() } }])
    expect(await ask(port, 'POST /cometd', handshake)).toMatch(/^HTTP\/1\.1 200 [^]*EventAttached/)
  })

  test('goes to a listener of the site that takes upgrades', async () => {
    const { port, httpServer } = await listen('a site', 'the chat')
    httpServer.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'))
    expect(await ask(port, 'GET /', 'a body')).toMatch(/^HTTP\/1\.1 101 /)
  })

  test('for a WebSocket where nobody serves one is answered like a request', async () => {
    const { origin } = await listen('a site', 'the chat')
    await expect(new SocketPage(`${origin}/live`).open()).rejects.toThrow(/^404: the site, GET/)
  })
})
