import { valkeySessionStore, type ValkeySessionStoreOptions } from '@chat-transport/store-valkey'
import { secret, setting, unset, type ValuesOf } from '../schema/setting.ts'
import { listOf, milliseconds, redisUrl, text, wholeNumber, yesOrNo } from '../schema/values.ts'
import type { StoreKind } from './store-kind.ts'

const urls = listOf(redisUrl, 'a list of URLs that begin with redis: or rediss:')

const settings = {
  url: secret(
    redisUrl,
    'needed, or sentinels, or cluster',
    'The server of Valkey or Redis: redis://host:6379, or rediss: over TLS. A database follows a slash.',
  ),
  sentinels: secret(
    urls,
    'none',
    'URLs of the sentinels that know where the server is: redis://host:26379. Goes with primary.',
  ),
  primary: secret(
    redisUrl,
    'none',
    'The URL of the server with the name that the sentinels know in place of its host: redis://chat.',
  ),
  cluster: secret(urls, 'none', 'URLs of some servers of a cluster. The others are asked for.'),
  username: unset(text('a name'), 'that of the URL', 'The user at the servers, not at the sentinels.'),
  password: secret(
    text('a password'),
    'that of the URL',
    'The password of that user. Better in the environment than in the file.',
  ),
  prefix: setting(
    text('letters, digits, or - _ . :, 100 at most', /^[\w.:-]{1,100}$/),
    'chat:',
    'What all keys begin with. Chats with different prefixes share a server and no session.',
  ),
  replicas: setting(wholeNumber(0, 100), 0, 'How many replicas must have what was said before it is acknowledged.'),
  fsync: setting(
    yesOrNo,
    false,
    'Whether it must be on disk before it is acknowledged. Needs Valkey, or Redis 7.2, with appendonly yes.',
  ),
  durabilityTimeoutMs: setting(
    milliseconds(10, 600_000),
    2_000,
    'How long replicas and disks are waited for. Below store.timeoutMs.',
  ),
}

type Values = ValuesOf<typeof settings>

/** Sessions are in Valkey or Redis, on one server, with sentinels, or in a cluster. */
export const valkeyStore: StoreKind<typeof settings> = {
  settings,
  problems: (values, { timeoutMs }) => [
    ...placeProblems(values),
    ...((values.replicas > 0 || values.fsync) && values.durabilityTimeoutMs >= timeoutMs
      ? [
          `store.valkey.durabilityTimeoutMs: expected less than store.timeoutMs, which is ${timeoutMs}, got ${values.durabilityTimeoutMs}`,
        ]
      : []),
  ],
  async open(values, { timeoutMs, logger }) {
    const { prefix, replicas, fsync, durabilityTimeoutMs } = values
    const store = await valkeySessionStore({
      ...placeOf(values),
      ...{ prefix, replicas, fsync, durabilityTimeoutMs, logger },
      timeoutMs: Math.max(leastTimeoutMs, timeoutMs),
    })
    return { store, place: `Valkey, under ${prefix}`, close: () => store.close() }
  },
}

const leastTimeoutMs = 10

function placeProblems({ url, sentinels, primary, cluster }: Values): readonly string[] {
  const given = Object.entries({ url, sentinels, cluster }).filter(
    ([, value]) => value !== undefined && value.length > 0,
  )
  const names = given.map(([name]) => name).join(' and ') || 'none'
  return [
    ...(given.length === 1
      ? []
      : [`store.valkey: expected one of url, sentinels and cluster, to say where the server is, got ${names}`]),
    ...((sentinels === undefined) === (primary === undefined)
      ? []
      : ['store.valkey.sentinels, store.valkey.primary: expected both of them or none, got one']),
  ]
}

function placeOf(values: Values): Pick<ValkeySessionStoreOptions, 'url' | 'sentinels' | 'cluster'> {
  const { url, sentinels, primary, cluster } = values
  if (sentinels && primary) return { sentinels: { urls: sentinels, primary: withUser(primary, values) } }
  if (cluster) return { cluster: cluster.map((each) => withUser(each, values)) }
  return url === undefined ? {} : { url: withUser(url, values) }
}

function withUser(url: string, { username, password }: Values): string {
  const complete = new URL(url)
  if (username !== undefined) complete.username = encodeURIComponent(username)
  if (password !== undefined) complete.password = encodeURIComponent(password)
  return complete.href
}
