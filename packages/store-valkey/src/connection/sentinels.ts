import { createClient } from '@redis/client'
import { clientOptions, shown, type ConnectionSetting } from './client-options.ts'
import type { FindServer } from './single-connection.ts'

/** Where the sentinels are, and what they call the primary. */
export interface Sentinels {
  /** URLs of the sentinels: `redis://host:26379`. */
  readonly urls: readonly string[]
  /** The URL of the primary, with the name that the sentinels know it by in place of a host: `redis://user:password@chat`. */
  readonly primary: string
}

/** Asks the sentinels, one after another, where the primary is. */
export function findBySentinels({ urls, primary }: Sentinels, setting: ConnectionSetting): FindServer {
  const { hostname: name } = new URL(primary)
  return async () => {
    const failures: unknown[] = []
    for (const url of urls) {
      try {
        const [host = '', port = ''] = await askSentinel(url, name, setting)
        return primary.replace(`//${authorityOf(primary)}`, `//${credentialsOf(primary)}${inUrl(host)}:${port}`)
      } catch (cause) {
        setting.logger.debug(`valkey: the sentinel ${shown(url)} knows no primary`, cause)
        failures.push(cause)
      }
    }
    throw new AggregateError(failures, `no sentinel of ${urls.map(shown).join(', ')} knows a primary named ${name}`)
  }
}

async function askSentinel(url: string, name: string, setting: ConnectionSetting): Promise<readonly string[]> {
  const options = clientOptions(url, { ...setting, timeoutMs: Math.min(1_000, setting.timeoutMs) })
  const client = createClient({ ...options, socket: { ...options.socket, reconnectStrategy: false } })
  client.on('error', () => undefined) // `connect` and `sendCommand` reject with it
  try {
    await client.connect()
    const address: unknown = await client.sendCommand(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name])
    if (!Array.isArray(address)) throw new Error(`it does not know the name ${name}`)
    return address.map(String)
  } finally {
    if (client.isOpen) client.destroy()
  }
}

const authorityOf = (url: string) => /^[^:]+:\/\/([^/]*)/.exec(url)?.[1] ?? ''
const credentialsOf = (url: string) => /^(.*@)?/.exec(authorityOf(url))?.[0] ?? ''
const inUrl = (host: string) => (host.includes(':') ? `[${host}]` : host)
