import { expect, test } from 'vitest'
import { isRedisInstalled } from '../../../../packages/store-valkey/test/support/redis-server.ts'
import { fetchAnew } from '../../../support/fetch-anew.ts'
import { installBrowserGlobals } from '../../../support/node-browser-globals.ts'
import { reportWrongs } from '../../soak/tally.ts'
import { breakSocketIo } from '../socket-io/break-socket-io.ts'
import { serversOptions } from './servers-options.ts'
import { playSeveralServers } from './several-servers.ts'

const { timeoutMs, ...options } = serversOptions(process.env)
if (!isRedisInstalled) console.log('Chaos with several servers is skipped: redis-server is not installed')

// Says nothing of this product, so it is no part of the test run.
if (process.env['CHAOS_BESIDE'] === 'socket.io')
  test('socket.io under the same deploys, or under as many kills', { timeout: timeoutMs }, async () => {
    console.log(await breakSocketIo(options))
  })

test.runIf(isRedisInstalled)(
  'several servers on one store lose nothing and double nothing, whatever is killed or cut off',
  { timeout: timeoutMs },
  async () => {
    installBrowserGlobals()
    fetchAnew() // else one page would go over a connection of another, to whatever server that leads
    const { tally, outages } = await playSeveralServers(options)

    const { servers, deploys, chats, seed, replicas, spare, fsync } = options
    console.log(
      [
        `${tally.faultCount} faults of ${servers} servers on Valkey with ${replicas + spare} replicas and three sentinels; replicas: ${replicas}, ` +
          `appendfsync ${fsync}; ${chats} chats, seed ${seed}`,
        `  ${[...tally.faults].map(([name, times]) => `${name} ${times}`).join(', ')}; ${tally.messages} messages were kept`,
        outages.report(),
        reportWrongs(tally),
      ].join('\n'),
    )
    // What a primary alone has acknowledged may be lost with it.
    if (replicas > 0) expect(tally.found).toEqual([])
    if (deploys > 0) expect(outages.interruptions()).toBe(0)
    expect(tally.messages).toBeGreaterThan(chats)
  },
)
