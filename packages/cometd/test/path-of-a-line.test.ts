// @vitest-environment jsdom
import { silentLogger } from '@chat-transport/core'
import { expect, test, vi } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { cometdLink } from '../src/cometd-link.ts'
import { followPath } from '../src/server-url.ts'
import { openLink } from './support/recorded-line.ts'
import { scriptedPollingServer } from './support/scripted-polling-server.ts'
import { attached, handshakeFields } from './support/scripted-server.ts'

async function letIn(path: unknown) {
  const server = scriptedPollingServer()
  const logger = { ...silentLogger, warn: vi.fn() }
  const open = cometdLink({ url: server.url, transport: 'long-polling', clock: fakeClock() })
  const dial = async () => {
    const line = openLink(open, { logger })
    ;(await server.hears('/meta/handshake')).answers({
      ...handshakeFields('long-polling'),
      ext: { chat: attached, path },
    })
    ;(await server.hears('/meta/connect')).answers()
    await server.hears('/meta/connect')
    return { line, send: await line.opening }
  }
  const paths = () => server.requests.map((request) => request.path)
  return { server, logger, paths, dial, ...(await dial()) }
}

test('all further requests of a line go to the path that the answer to its handshake names', async () => {
  const { server, paths, send, line } = await letIn('~n3.sealed_path-1')
  void send({ type: 'LeaveSession', id: 'leave-1' })
  ;(await server.hears('/service/chat')).answers()
  line.end('detached') // says goodbye
  await eventually(() => server.messages.at(-1)?.channel === '/meta/disconnect')
  expect(paths()).toEqual(['', ...Array(4).fill('/~n3.sealed_path-1')])
})

test('the next line begins at the address of all servers again', async () => {
  const { paths, dial, line } = await letIn('~n3.sealed')
  line.end(new Error('lost'))
  await dial()
  expect(paths()).toEqual(['', '/~n3.sealed', '/~n3.sealed', '', '/~n3.sealed', '/~n3.sealed'])
})

test.each([
  '//evil.example/cometd',
  'https://evil.example/cometd',
  '/~n3',
  '~n3/../../admin',
  '../~n3',
  '~n3?x=1',
  '~n3#x',
  '~n3\\x',
  '~%2e%2e',
  '~',
  '',
  'n3',
  7,
  null,
  {},
])('a path that is none is ignored, and the log says so: %j', async (path) => {
  const { paths, logger } = await letIn(path)
  expect(new Set(paths())).toEqual(new Set(['']))
  expect(logger.warn.mock.calls).toEqual([['ignored the path for this line: it is no ~name (P108)']])
})

test.each([
  ['https://chat.example/cometd', 'https://chat.example/cometd/~n3.x'],
  ['https://chat.example/cometd/', 'https://chat.example/cometd/~n3.x'],
  ['https://chat.example/cometd?tenant=1', 'https://chat.example/cometd/~n3.x?tenant=1'],
  ['https://chat.example', 'https://chat.example/~n3.x'],
])('below %s it is %s', (address, expected) => {
  const url = new URL(address)
  followPath(url, '~n3.x', { logger: silentLogger })
  expect(url.href).toBe(expected)
})
