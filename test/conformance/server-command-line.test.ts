import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../packages/conformance/src/server/cli/run-cli.ts'
import { onCleanup } from '../support/cleanup.ts'
import { startServer } from '../support/start-server.ts'

/** Runs `npx @chat-transport/conformance server …` and keeps what it says. */
async function run(...args: readonly string[]) {
  const printed: string[] = []
  const errors: string[] = []
  const progress: string[] = []
  const code = await runCli(['server', ...args], {
    print: (text) => void printed.push(text),
    printError: (text) => void errors.push(text),
    showProgress: (text) => void progress.push(text),
  })
  return { code, report: printed.join('\n'), errors, progress }
}

/** An HTTP server that is no chat server. Resolves with an address on it. */
async function httpServer(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onCleanup(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/cometd`
}

const answering =
  (status: number, body = ''): RequestListener =>
  (request, response) => {
    request.resume()
    response.writeHead(status, { 'content-type': 'text/html' }).end(body)
  }

/** Answers one handshake as CometD does, and everything after it with this status. */
function answeringOnce(status: number): RequestListener {
  let count = 0
  return (request, response) => {
    count += 1
    if (count > 1) return void answering(status)(request, response)
    request.resume()
    response.writeHead(200, { 'content-type': 'application/json' }).end('[]')
  }
}

/** Refuses every handshake, in good CometD, and sends back what came. */
const refusing: RequestListener = async (request, response) => {
  const [{ ext }] = (await json(request)) as [{ readonly ext: object }]
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(
      JSON.stringify([
        { id: '1', channel: '/meta/handshake', successful: false, error: '403::no', ext, why: 'x'.repeat(500) },
      ]),
    )
}

describe('the command line, with nothing to test at the address,', () => {
  it.each(['websocket', 'long-polling'])('says that nothing listens there, over %s', async (transport) => {
    const { code, errors, report } = await run('http://127.0.0.1:47/cometd', '--transport', transport)
    expect(code).toBe(2)
    expect(errors).toEqual([
      expect.stringMatching(/^unable to reach \S+:47\/cometd: nothing listens there \(ECONNREFUSED\)\. Start/),
    ])
    expect(report).toBe('')
  })

  it.each(['websocket', 'long-polling'])('says that the host has no such name, over %s', async (transport) => {
    const { code, errors } = await run('http://no-such-host.invalid/cometd', '--transport', transport)
    expect(code).toBe(2)
    expect(errors.join('\n')).toMatch(/^unable to reach .*: its host name cannot be resolved \((ENOTFOUND|EAI_AGAIN)\)/)
  })

  it.each(['websocket', 'long-polling'])('says that there is no TLS, over %s', async (transport) => {
    const plain = (await httpServer(answering(200))).replace('http:', 'https:')
    const { code, errors } = await run(plain, '--transport', transport)
    expect(code).toBe(2)
    expect(errors.join('\n')).toMatch(/^unable to reach .*: what listens there does not speak TLS/)
  })

  it.each([404, 500])('says that the upgrade was answered %i', async (status) => {
    const { code, errors } = await run(await httpServer(answering(status)))
    expect(code).toBe(2)
    expect(errors).toEqual([expect.stringContaining(`the upgrade was answered with HTTP ${status}. Mend the address`)])
  })

  it.each([404, 500])('says that a handshake was answered %i', async (status) => {
    const { code, errors } = await run(await httpServer(answering(status)), '--transport', 'long-polling')
    expect(code).toBe(2)
    expect(errors).toEqual([expect.stringContaining(`a handshake was answered with HTTP ${status}`)])
  })

  it('says that a page came in place of a handshake reply', async () => {
    const url = await httpServer(answering(200, '<!doctype html><title>Shop</title>'))
    const { code, errors } = await run(url, '--transport', 'long-polling')
    expect(code).toBe(2)
    expect(errors.join('\n')).toContain('<title>Shop</title>')
  })

  it('says that a line could not be opened over a link', async () => {
    const { code, errors } = await run('--link', 'test/conformance/support/link-to-nowhere.mjs')
    expect(code).toBe(2)
    expect(errors.join('\n')).toMatch(/^unable to open a line over the link: nothing listens there/)
  })
})

describe('the command line', () => {
  it('passes with what cannot be run here, and lists it', async () => {
    const { url } = await startServer()
    const { code, report, errors, progress } = await run(
      url,
      '--transport',
      'websocket',
      '--only',
      'P41/expires-in-time,P41/expired-is-50',
    )
    expect(code, report).toBe(0)
    expect(report).toMatch(
      /Not run:\n.*--control.*: P41\/expired-is-50\n.*timeoutMs is \d+; to see it pass.*: P41\/expires-in-time/,
    )
    expect(errors).toEqual([])
    expect(progress.at(-1)).toBe('')
    expect(progress.join('\n')).toContain('websocket: 4 cases tried, 0 failed')
  })

  it('fails with what cannot be run here when `--all` is asked for', async () => {
    const { url } = await startServer()
    const { code, errors } = await run(url, '--transport', 'websocket', '--only', 'P41/expired-is-50', '--all')
    expect(code).toBe(1)
    expect(errors.join('\n')).toContain('--all: 1 of 5 cases could not be run.')
  })

  it('prints cases that pass with `--verbose` only', async () => {
    const { url } = await startServer()
    const { code, errors } = await run(url, '--transport', 'websocket', '--only', 'P2', '--verbose')
    expect(code).toBe(0)
    expect(errors.every((line) => line.startsWith('✓ websocket P'))).toBe(true)
    expect(errors).toHaveLength(5)
  })

  it('says in a few lines that the first case failed, and nothing of those that were not reached', async () => {
    const { code, errors, report } = await run(await httpServer(refusing), '--transport', 'long-polling')
    expect(code).toBe(1)
    expect(errors).toEqual([expect.stringMatching(/^✗ long-polling P46\/answer-in-the-handshake the handshake of/)])
    expect(report).toMatch(/nothing else can be tried while P46\/answer-in-the-handshake does not pass: \d+ cases\n/)
    expect(report).toContain('The server breaks P46.')
  })

  it('blames no rule when the server limits the starts from one address, and says what to do', async () => {
    const { url } = await startServer({ limits: { startsPerMinute: 8 }, clientAddress: () => '203.0.113.7' })
    const { code, errors, report } = await run(url, '--transport', 'websocket', '--only', 'P19,P46,P58')
    expect(code).toBe(1)
    expect(errors).toEqual([
      expect.stringMatching(/^\? websocket P\S+ the server refused a new session of the kit with/),
    ])
    expect(report).toMatch(/Look at this first:\n  the server refused a new session .*"code":100.*raise the limit/)
    expect(report).toMatch(/ 0 failed, .* No rule was seen to be broken, but not all of them were tried/)
  })

  it('blames no rule when the limit shows in a request of its own, as HTTP 429', async () => {
    const { code, report } = await run(await httpServer(answeringOnce(429)), '--transport', 'long-polling')
    expect(code).toBe(1)
    expect(report).toMatch(/Look at this first:\n  the server refused a new session of the kit with HTTP 429/)
    expect(report).toMatch(/ 0 failed, /)
  })

  it('ends with what was asked for, and lists no other rule', async () => {
    const { url } = await startServer()
    const { report } = await run(url, '--transport', 'websocket', '--only', 'P2,P19/take,P4')
    expect(report.split('\n').slice(-6)).toEqual([
      'What was asked for:',
      expect.stringMatching(/^ {2}P2 {2}passed +1 cases {2}Unknown fields/),
      expect.stringMatching(/^ {2}P19\/take over websocket passed: lets another page take/),
      expect.stringMatching(/^ {2}P4 {2}not seen +It binds the client only/),
      '',
      expect.stringMatching(/ 0 failed, .* The server keeps every rule that was tried\.$/),
    ])
    expect(report).not.toContain('By rule:')
  })

  it('shows no secret, and cuts what is long', async () => {
    const { report } = await run(await httpServer(refusing), '--transport', 'long-polling')
    expect(report).toMatch(/What is wrong: the handshake of a new session.*"secret":"…".*… \(\d+ characters\)\n/)
    expect(report).not.toMatch(/"secret":"[\w-]/)
  })

  it.each([
    [['http://127.0.0.1:47/', '--only', 'P999'], 'only: expected rules (P14) or cases (P14/after), got P999'],
    [['ftp://127.0.0.1/'], '<url>: expected an address that begins with http:// or https://'],
    [['http://127.0.0.1:47/', '--deadline', 'long'], 'deadlineMs: expected'],
    [['http://127.0.0.1:47/', '--transport', 'pigeon'], 'transports'],
    [['--link', 'package.json'], '--link: expected package.json to export a function'],
    [['--link', 'no-such-link.mjs'], '--link: unable to load no-such-link.mjs: '],
    [['--lnk', 'x'], '--lnk'],
  ])('says what is wrong with %j', async (args, expected) => {
    const { code, errors } = await run(...args)
    expect(code).toBe(2)
    expect(errors.join('\n')).toContain(expected)
  })

  it.each([
    [['http://127.0.0.1:47/', '--deadline', 'long'], true],
    [['--lnk', 'x'], true],
    [['ftp://127.0.0.1/'], true],
    [['http://127.0.0.1:47/'], false],
    [['--link', 'no-such-link.mjs'], false],
    [['--link', 'package.json'], false],
  ])('shows how it is used only when it was used wrongly: %j', async (args, isShown) => {
    const { errors } = await run(...args)
    expect(errors.join('\n').includes('Usage: npx')).toBe(isShown)
  })
})
