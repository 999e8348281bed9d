import { setMaxListeners } from 'node:events'
import { expect, test } from 'vitest'
import { installBrowserGlobals } from '../../support/node-browser-globals.ts'
import { gatherCrowd, type Talk } from '../load/crowd.ts'
import { startChatHost, type ChatHost } from '../load/start-chat-host.ts'
import { inWords } from '../support/counts.ts'
import { hostileOptions } from './hostile-options.ts'
import { letNewcomersCome } from './newcomers.ts'
import { startAttackers } from './start-attackers.ts'

const { visitors, seconds, pauseMs, names, maxTotalBytes, newcomerPatienceMs, isMeasured, timeoutMs } = hostileOptions(
  process.env,
)

/** All that the server's process may have as its heap: it dies of more. */
const heapMegabytes = 512
/** The heap, and what lies beside it: buffers of sockets, code, stacks. */
const mostRssMegabytes = 768
/** How long a visitor waits for an answer. */
const patienceMs = 20_000
const slowestMs = 1_000
/** The share of the store that one transcript may take, as by default: a small store is not to be full of a single one. */
const mostOfStore = 1 / 8

test(
  `beside ${names.length} attacks at once ${visitors} visitors talk, no newcomer is refused, and memory is bounded`,
  { timeout: timeoutMs },
  async () => {
    const { window, document } = installBrowserGlobals()
    setMaxListeners(0, window, document) // one page here stands for many
    const print = (line: string) => console.log(line)
    const limits = { maxTranscriptBytes: maxTotalBytes * mostOfStore }
    const host = await startChatHost({ limits, maxTotalBytes, lifetimeMs: timeoutMs }, heapMegabytes)
    let ended: string | undefined
    void host.gone.then((how) => (ended = how))
    const crowd = await gatherCrowd(host.url, visitors)
    const calm = await crowd.talk({ durationMs: Math.min(10, seconds) * 1000, pauseMs, patienceMs })
    print(`${visitors} visitors, each with a message every ${pauseMs} ms; ${seconds} s of ${names.join(', ')}`)
    print(`  calm:       ${talkInWords(calm)}; ${memoryInWords(host)}`)

    const attackers = await startAttackers(host.url, names)
    const [attacked, newcomers] = await Promise.all([
      crowd.talk({ durationMs: seconds * 1000, pauseMs, patienceMs }),
      letNewcomersCome({
        url: host.url,
        durationMs: seconds * 1000,
        patienceMs: newcomerPatienceMs,
        firstAddress: visitors,
      }),
    ])
    const achieved = new Map(attackers.achieved)
    await attackers.stop()

    print(`  attacked:   ${talkInWords(attacked)}`)
    print(
      `  newcomers:  ${newcomers.came} came, the longest wait was ${Math.round(newcomers.longestMs)} ms; ` +
        `kept out: ${inWords(newcomers.keptOut)}; answered: ${inWords(newcomers.answers)}`,
    )
    print(
      `  server:     ${ended === undefined ? 'lives' : `ended with ${ended}`}; ${memoryInWords(host)}; longest stall ${host.figures.longestStallMs} ms`,
    )
    for (const name of names) print(`  ${name}: ${inWords(achieved.get(name) ?? {})}`)
    expect(ended).toBeUndefined()
    expect(host.mostRss / megabyte).toBeLessThan(mostRssMegabytes)
    expect(Object.keys(newcomers.answers).filter((answer) => answer.startsWith('refused'))).toEqual([])
    if (!isMeasured) return // other tests run beside it, and decide how long a visitor waits
    expect(newcomers.keptOut).toEqual({ websocket: 0, 'long-polling': 0 })
    expect(latencyAt(attacked, 0.99)).toBeLessThan(slowestMs)
  },
)

const megabyte = 1024 * 1024

/** The latency that so many of all latencies do not exceed. */
function latencyAt({ latenciesMs }: Talk, share: number): number {
  return Math.round(latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(latenciesMs.length * share))] ?? 0)
}

function talkInWords(talk: Talk): string {
  const perSecond = Math.round(talk.latenciesMs.length / talk.seconds)
  const { websocket, 'long-polling': longPolling } = talk.longestMs
  const [p50, p99, most] = [0.5, 0.99, 1].map((share) => latencyAt(talk, share))
  return `${perSecond} round trips a second, p50 ${p50} ms, p99 ${p99} ms, at most ${most} ms (websocket ${Math.round(websocket)} ms, long-polling ${Math.round(longPolling)} ms)`
}

function memoryInWords({ mostRss, mostHeap }: Pick<ChatHost, 'mostRss' | 'mostHeap'>): string {
  return `RSS ${Math.round(mostRss / megabyte)} MB, heap ${Math.round(mostHeap / megabyte)} MB at most`
}
