import { setMaxListeners } from 'node:events'
import { expect, test } from 'vitest'
import { installBrowserGlobals } from '../../support/node-browser-globals.ts'
import { gatherCrowd, type Talk } from '../load/crowd.ts'
import { startChatHost } from '../load/start-chat-host.ts'
import type { Achieved } from './attack.ts'
import { hostileOptions } from './hostile-options.ts'
import { letNewcomersCome } from './newcomers.ts'
import { startAttackers } from './start-attackers.ts'

const { visitors, seconds, pauseMs, names, isMeasured, timeoutMs } = hostileOptions(process.env)

/** All that the server's process may have as its heap: it dies of more. */
const heapMegabytes = 512
/** The heap, and what lies beside it: buffers of sockets, code, stacks. */
const mostRssMegabytes = 768
const slowestMs = 1_000
const patienceMs = 20_000

test(
  `${visitors} visitors talk beside ${names.length} attacks at once, and the server lives, in bounded memory`,
  { timeout: timeoutMs },
  async () => {
    const { window, document } = installBrowserGlobals()
    setMaxListeners(0, window, document) // one page here stands for many
    const print = (line: string) => console.log(line)
    const host = await startChatHost({ limits: {}, lifetimeMs: timeoutMs }, heapMegabytes)
    let ended: string | undefined
    void host.gone.then((how) => (ended = how))
    const crowd = await gatherCrowd(host.url, visitors)
    const calm = await crowd.talk({ durationMs: Math.min(10, seconds) * 1000, pauseMs, patienceMs })
    print(`${visitors} visitors, each with a message every ${pauseMs} ms; ${seconds} s of ${names.join(', ')}`)
    print(`  calm:       ${inWords(calm)}; ${memory(host)}`)

    const attackers = await startAttackers(host.url, names)
    const [attacked, newcomers] = await Promise.all([
      crowd.talk({ durationMs: seconds * 1000, pauseMs, patienceMs }),
      letNewcomersCome(host.url, seconds * 1000),
    ])
    const achieved = new Map(attackers.achieved)
    await attackers.stop()

    print(`  attacked:   ${inWords(attacked)}`)
    print(
      `  newcomers:  ${newcomers.came} came, the longest wait was ${Math.round(newcomers.longestMs)} ms, not let in: ${figures(newcomers.refused)}`,
    )
    print(`  server:     ${ended === undefined ? 'lives' : `ended with ${ended}`}; ${memory(host)}`)
    for (const name of names) print(`  ${name}: ${figures(achieved.get(name) ?? {})}`)
    expect(ended).toBeUndefined()
    expect(host.mostRss / megabyte).toBeLessThan(mostRssMegabytes)
    if (!isMeasured) return // other tests run beside it, and decide what an attack and a visitor come to
    for (const name of names) expect(achieved.get(name), name).not.toEqual({})
    expect(at(attacked, 0.99)).toBeLessThan(slowestMs)
    expect(newcomers.refused).toEqual({ websocket: 0, 'long-polling': 0 })
  },
)

const megabyte = 1024 * 1024

const at = ({ latenciesMs }: Talk, share: number) =>
  Math.round(latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(latenciesMs.length * share))] ?? 0)

function inWords(talk: Talk): string {
  const perSecond = Math.round(talk.latenciesMs.length / talk.seconds)
  return `${perSecond} round trips a second, p50 ${at(talk, 0.5)} ms, p99 ${at(talk, 0.99)} ms, at most ${at(talk, 1)} ms`
}

function memory({ mostRss, mostHeap }: { readonly mostRss: number; readonly mostHeap: number }): string {
  return `RSS ${Math.round(mostRss / megabyte)} MB, heap ${Math.round(mostHeap / megabyte)} MB at most`
}

function figures(achieved: Achieved | Readonly<Record<string, number>>): string {
  return Object.entries(achieved)
    .map(([name, value]) => `${value} ${name}`)
    .join(', ')
}
