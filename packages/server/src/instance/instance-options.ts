import { knownOptions } from '@chat-transport/backend'
import { guards } from '@chat-transport/core'

/** One server of several behind a balancer that sends the requests of one page to any of them. */
export interface InstanceOptions {
  /**
   * The server's name, another one for each: 1 to 63 letters, digits and hyphens. A balancer may route by it: the path of a line
   * begins with `~name.`.
   */
  readonly name: string
  /**
   * Where the other servers reach this one: an http(s) origin of the internal network, such as `http://10.0.0.3:8080`. It leads to this
   * server alone, never to the balancer. Pages do not get to see it.
   */
  readonly address: string
  /** What all servers share, and nobody else knows: 32 random characters or more. */
  readonly secret: string
}

const { guard } = guards
/** Never quotes the secret. */
export const instanceOptions = knownOptions({
  name: guard("1 to 63 letters, digits and hyphens, such as 'n3'", (value) =>
    /^[A-Za-z\d-]{1,63}$/.test(String(value)),
  ),
  address: guard("an http(s) origin without a path, such as 'http://10.0.0.3:8080'", isOrigin),
  secret: guard('32 characters or more', (value) => typeof value === 'string' && value.length >= 32),
} satisfies Record<keyof InstanceOptions, guards.Guard>)

function isOrigin(value: unknown): boolean {
  if (typeof value !== 'string' || !/^https?:\/\/[^/?#@\s]+$/.test(value)) return false
  return URL.canParse(value)
}
