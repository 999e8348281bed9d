import { expect, test, vi } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { givenReplica, givenServer } from '../../store-valkey/test/support/given.ts'
import { startChatAt } from './support/open-page.ts'
import { commandRunner } from './support/run-command.ts'

/** Servers take their time to start on a machine that is busy. */
vi.setConfig({ testTimeout: 60_000 })

const run = commandRunner()
const onValkey = (valkey: object, store: object = {}) => ({ file: { store: { type: 'valkey', ...store, valkey } } })
const statusOf = async (url: string) => (await fetch(new URL('/readyz', url))).status

test('a chat is in Valkey, acknowledged when a replica has it, and goes on at the next server', async () => {
  const primary = await givenServer({ requirepass: 'p@ss', masterauth: 'p@ss' })
  await givenReplica(primary, { requirepass: 'p@ss', masterauth: 'p@ss' })
  const url = primary.url.replace(/\/\/.*@/, '//')
  const start = (port: string) =>
    run({
      ...onValkey({ url, replicas: 1, prefix: 'shop:' }),
      environment: { CHAT_STORE_VALKEY_PASSWORD: 'p@ss', CHAT_PORT: port },
    })
  const first = start('0')
  const place = await first.url()
  const { session } = await startChatAt(place)
  await session.sendMessage('Hello')
  expect(first.log).toContain('sessions in Valkey, under shop:')
  expect(first.log).not.toContain('p@ss')
  expect(await primary.command('KEYS', 'shop:*')).not.toEqual([])
  expect(String(await primary.command('INFO', 'commandstats'))).toMatch(/cmdstat_wait:calls=[1-9]/)

  first.send('SIGKILL')
  await first.ended()
  await start(new URL(place).port).url()
  await session.sendMessage('Are you still there?')
  expect(await statusOf(place)).toBe(200)
})

test('a server is not ready while Valkey is away', async () => {
  const valkey = await givenServer({ appendonly: 'yes' })
  const command = run(onValkey({ url: valkey.url }, { timeoutMs: 500 }))
  const url = await command.url()
  expect(await statusOf(url)).toBe(200)
  await valkey.kill()
  await eventually(async () => (await statusOf(url)) === 503, 20_000)
  await valkey.restart()
  await eventually(async () => (await statusOf(url)) === 200, 20_000)
})

test('a start without Valkey says in one line what to do, and not the password', async () => {
  const command = run(onValkey({ url: 'redis://ada:secret@127.0.0.1:1' }, { timeoutMs: 500 }))
  expect(await command.ended()).toBe(1)
  expect(command.errors).toMatch(/^chat-transport-server: Valkey cannot be reached: .*127\.0\.0\.1:1.*\n$/)
  expect(command.errors).not.toContain('secret')
})

test.each<[string, object, readonly string[]]>([
  ['no place', {}, ['store.valkey: expected one of url, sentinels and cluster, to say where the server is, got none']],
  [
    'two places, and sentinels without the name of what they watch',
    { url: 'redis://a', sentinels: ['redis://b'] },
    [
      'store.valkey: expected one of url, sentinels and cluster, to say where the server is, got url and sentinels',
      'store.valkey.sentinels, store.valkey.primary: expected both of them or none, got one',
    ],
  ],
  [
    'a wait for replicas that is longer than any call',
    { url: 'redis://a', replicas: 1, durabilityTimeoutMs: 6_000 },
    ['store.valkey.durabilityTimeoutMs: expected less than store.timeoutMs, which is 5000, got 6000'],
  ],
  [
    'an address that is none, which may have a password in it',
    { url: 'http://ada:secret@a' },
    [
      'chat.json: store.valkey.url: expected a URL that begins with redis: or rediss:, such as redis://localhost:6379, got something else, which is not shown',
    ],
  ],
])('%s: it is said before anything starts', async (_what, valkey, problems) => {
  const command = run({ ...onValkey(valkey), args: ['--check'] })
  expect(await command.ended()).toBe(2)
  const lines = command.errors.trimEnd().split('\n')
  expect(lines.map((line) => line.replace('chat-transport-server: ', ''))).toEqual(problems)
})
