import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { connect as connectByTls } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { Agent, fetch as fetchWith } from 'undici'
import { describe, expect, test } from 'vitest'
import { onCleanup } from '../../../test/support/cleanup.ts'
import { SocketPage } from '../../server/test/support/bayeux-clients.ts'
import { startSession } from '../../server/test/support/commands.ts'
import { startChatAt } from './support/open-page.ts'
import { commandRunner, newFolder } from './support/run-command.ts'

const run = commandRunner()
async function nameOfCertificate(port: string): Promise<string> {
  const socket = connectByTls({ port: Number(port), host: '127.0.0.1', rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const { subject } = socket.getPeerCertificate()
  socket.destroy()
  return String(subject.CN)
}

const fixture = (name: string) => fileURLToPath(new URL(`support/${name}`, import.meta.url))

describe('the command', () => {
  test('starts without any settings, keeps its sessions in a folder of its own, and serves a chat', async () => {
    const command = run()
    const { session } = await startChatAt(await command.url())
    await session.sendMessage('Hello')
    expect(existsSync(join(command.folder, 'chat-data/chat.sqlite'))).toBe(true)
    expect(command.log).toContain('sessions in chat-data/chat.sqlite')
  })

  test('is configured by a file', async () => {
    const command = run({ file: { path: '/chat', store: { type: 'memory' }, limits: { commandsPerSecond: 7 } } })
    const url = await command.url()
    expect(new URL(url).pathname).toBe('/chat')
    const answer = await new SocketPage(url).attach(startSession())
    expect(answer.ext?.chat).toMatchObject({ limits: { commandsPerSecond: 7 } })
    expect(existsSync(join(command.folder, 'chat-data'))).toBe(false)
  })

  test('is configured by the environment, which wins over the file', async () => {
    const environment = {
      CHAT_STORE_TYPE: 'memory',
      CHAT_PATH: '/talk',
      CHAT_ALLOWED_ORIGINS: 'https://a.example, null',
    }
    const command = run({ file: { path: '/chat', allowedOrigins: ['https://b.example'] }, environment })
    const url = await command.url()
    expect(new URL(url).pathname).toBe('/talk')
    const statusFrom = async (origin: string) => (await fetch(url, { method: 'OPTIONS', headers: { origin } })).status
    expect(await statusFrom('https://a.example')).toBe(204)
    expect(await statusFrom('https://b.example')).toBe(403)
  })

  test('takes its file from CHAT_CONFIG, and what Kubernetes sets for a service named chat for no setting', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'other.json'), JSON.stringify({ $schema: './s.json', path: '/other' }))
    const environment = {
      CHAT_CONFIG: 'other.json',
      CHAT_PORT: 'tcp://10.0.0.1:80',
      CHAT_SERVICE_HOST: '10.0.0.1',
      CHAT_PORT_80_TCP_PROTO: 'tcp',
      CHAT_HOST: '127.0.0.1',
    }
    const command = run({ folder, environment: { ...environment, CHAT_PORT: 'tcp://10.0.0.1:80' }, args: ['--check'] })
    expect(await command.ended()).toBe(0)
    expect(command.errors).toBe('')
  })

  test('serves files when it is told to', async () => {
    const command = run({ environment: { CHAT_FILES_ENABLED: 'true', CHAT_FILES_MAX_BYTES: '1000' } })
    const answer = await new SocketPage(await command.url()).attach(startSession())
    expect(answer.ext?.chat).toMatchObject({ uploads: { maxBytes: 1000 } })
    expect(existsSync(join(command.folder, 'chat-data/files'))).toBe(true)
  })

  test('serves TLS with a certificate and its key', async () => {
    const tls = { certFile: fixture('test-only-cert.pem'), keyFile: fixture('test-only-key.pem') }
    const command = run({ file: { tls, store: { type: 'memory' } } })
    const url = await command.url()
    expect(url).toMatch(/^https:/)
    const page = new SocketPage(url, { rejectUnauthorized: false })
    expect(await page.attach(startSession())).toMatchObject({ successful: true })
    const dispatcher = new Agent({ connect: { rejectUnauthorized: false } })
    onCleanup(() => dispatcher.close())
    expect((await fetchWith(new URL('/readyz', url), { dispatcher })).status).toBe(200)
  })

  test('reads its certificate anew when it is told to, and keeps the one that it has when the new one is none', async () => {
    const folder = newFolder()
    const renew = (name: string) => copyFileSync(fixture(name), join(folder, 'cert.pem'))
    renew('test-only-cert.pem')
    const tls = { certFile: 'cert.pem', keyFile: fixture('test-only-key.pem') }
    const command = run({ folder, file: { tls, store: { type: 'memory' } } })
    const { port } = new URL(await command.url())
    expect(await nameOfCertificate(port)).toBe('localhost')

    renew('test-only-renewed-cert.pem')
    command.send('SIGHUP')
    await command.logged('the certificate was read anew')
    expect(await nameOfCertificate(port)).toBe('renewed')

    writeFileSync(join(folder, 'cert.pem'), 'half a certifi')
    command.send('SIGHUP')
    await command.logged('the one before goes on')
    expect(await nameOfCertificate(port)).toBe('renewed')
  })

  test('counts clients by the address that the first of its proxies has seen', async () => {
    const environment = { CHAT_TRUSTED_PROXIES: '1', CHAT_LIMITS_STARTS_PER_MINUTE: '1', CHAT_STORE_TYPE: 'memory' }
    const url = await run({ environment }).url()
    const startFrom = async (forwarded: string) => {
      const page = new SocketPage(url, { headers: { 'x-forwarded-for': forwarded } })
      return (await page.attach(startSession())).successful
    }
    expect(await startFrom('198.51.100.1')).toBe(true)
    expect(await startFrom('6.6.6.6, 198.51.100.1')).toBe(false)
    expect(await startFrom('198.51.100.2')).toBe(true)
  })
})

describe('a start that fails says in one line what to do, and exits with 1', () => {
  async function failureOf(options: Parameters<typeof run>[0]) {
    const command = run(options)
    expect(await command.ended()).toBe(1)
    expect(command.errors.trimEnd().split('\n')).toHaveLength(1)
    expect(command.errors).toMatch(/^chat-transport-server: /)
    expect(command.errors).not.toMatch(/^\s+at /m)
    return command.errors
  }

  test('when its port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    onCleanup(() => void other.close())
    const { port } = other.address() as AddressInfo
    expect(await failureOf({ environment: { CHAT_PORT: String(port) } })).toContain(
      `port ${port} of 127.0.0.1 is in use. Stop what uses it, or set another port`,
    )
    expect(await failureOf({ environment: { CHAT_METRICS_PORT: String(port) } })).toContain('set another metrics.port')
  })

  test('when another server has its file', async () => {
    const first = run()
    await first.url()
    expect(await failureOf({ folder: first.folder })).toContain('chat.sqlite is in use by another store')
  })

  test('when its file is damaged', async () => {
    const folder = newFolder()
    mkdirSync(join(folder, 'chat-data'))
    writeFileSync(
      join(folder, 'chat-data/chat.sqlite'),
      'no database at all, but long enough to be looked at'.repeat(100),
    )
    expect(await failureOf({ folder })).toMatch(/chat\.sqlite is damaged .* restore a backup/)
  })

  test('when the folder of a file that somebody has named is missing', async () => {
    const environment = { CHAT_STORE_SQLITE_FILE: './not-mounted/chat.sqlite' }
    expect(await failureOf({ environment })).toContain('not-mounted does not exist')
  })

  test('when its certificate cannot be read, or does not fit its key', async () => {
    const folder = newFolder()
    copyFileSync(fixture('test-only-cert.pem'), join(folder, 'cert.pem'))
    writeFileSync(join(folder, 'key.pem'), readFileSync(join(folder, 'cert.pem')))
    const withKey = (keyFile: string) => ({ folder, file: { tls: { certFile: 'cert.pem', keyFile } } })
    expect(await failureOf(withKey('missing.pem'))).toContain('tls.keyFile missing.pem cannot be read')
    expect(await failureOf(withKey('key.pem'))).toContain('cannot be used together')
    expect(await failureOf({ ...withKey('missing.pem'), args: ['--check'] })).toContain('cannot be read')
  })

  test('when its address is none of this machine', async () => {
    expect(await failureOf({ environment: { CHAT_HOST: '192.0.2.1' } })).toContain(
      '192.0.2.1 is no address of this machine',
    )
  })
})

describe('settings that are wrong are told of all at once, and it exits with 2', () => {
  test.each<[string, Parameters<typeof run>[0], readonly string[]]>([
    [
      'names and values, in the file and in the environment',
      {
        file: {
          prot: 8080,
          limits: { maxSessions: 'many', maxSesions: 5 },
          store: 'memory',
          tls: { keyFile: 'key.pem' },
        },
        environment: { CHAT_METRICS_PROT: '1', CHAT_LOG_LEVEL: 'loud', CHAT_TYPING_PREVIEW: 'yes', CHAT_PORT: '1e3' },
      },
      [
        'chat.json: prot: there is no such setting. Did you mean port?',
        'chat.json: limits.maxSesions: there is no such setting. Did you mean limits.maxSessions?',
        'chat.json: store: expected an object with type, timeoutMs, sqlite, valkey, memory',
        'CHAT_METRICS_PROT: there is no such setting. Did you mean CHAT_METRICS_PORT?',
        'CHAT_PORT: expected a whole number from 0 to 65535, got "1e3"',
        'CHAT_TYPING_PREVIEW: expected true or false, got "yes"',
        'chat.json: limits.maxSessions: expected a whole number from 1 to 10000000, got "many"',
        'CHAT_LOG_LEVEL: expected one of debug, info, warn, error, silent, got "loud"',
        'tls.certFile, tls.keyFile: expected both of them or none, got one',
      ],
    ],
    [
      'what is wrong together',
      { file: { limits: { maxMessageBytes: 100_000, maxFrameBytes: 50_000 }, path: '/readyz' } },
      [
        'limits.maxFrameBytes: expected 101024 at least, the largest command and 1024 bytes, got 50000',
        'path: expected another path than /healthz and /readyz, got /readyz',
      ],
    ],
    [
      'a store that is none',
      { file: { store: { type: 'redis' } } },
      ['chat.json: store.type: expected one of sqlite, valkey, memory, got "redis"'],
    ],
    ['a file that is none', { file: ['port', 8080] }, ['chat.json: expected a JSON object with settings']],
    [
      'a file that is missing',
      { args: ['--config', 'absent.json'] },
      [/^absent\.json: the file cannot be read \(ENOENT/],
    ],
    ['an option that is none', { args: ['--prot', '5'] }, [/^Unknown option '--prot'.*See --help$/]],
  ] as never)('%s', async (_what, options, problems) => {
    const command = run(options)
    expect(await command.ended()).toBe(2)
    const lines = command.errors.trimEnd().split('\n')
    expect(lines.map((line) => line.replace('chat-transport-server: ', ''))).toEqual(
      problems.map((problem: unknown) => (problem instanceof RegExp ? expect.stringMatching(problem) : problem)),
    )
    expect(command.log).toBe('')
  })

  test('a file with a mistake is told its place, and nothing that is in it', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'chat.json'), '{\n  // a comment is none\n  "port": 8080,\n  "secret" oops\n}')
    const command = run({ folder, args: ['--config', 'chat.json'] })
    expect(await command.ended()).toBe(2)
    expect(command.errors).toMatch(/^chat-transport-server: chat\.json: line 4, column 12: expected [^\n]+\n$/)
    expect(command.errors).not.toContain('oops')
  })
})

test('--version says its version', async () => {
  const command = run({ args: ['--version'] })
  expect(await command.ended()).toBe(0)
  expect(command.log).toMatch(/^\d+\.\d+\.\d+(-\S+)?\n$/)
})
