import { setMaxListeners } from 'node:events'
import { expect, test } from 'vitest'
import { installBrowserGlobals } from '../../support/node-browser-globals.ts'
import { gatherCrowd, type Talk } from './crowd.ts'
import { loadOptions } from './load-options.ts'
import { openSlowReaders, pouredBytes } from './slow-readers.ts'
import { startChatHost } from './start-chat-host.ts'
import { startFloods } from './start-floods.ts'

const { sessions, seconds, pauseMs, timeoutMs } = loadOptions(process.env)
const slowReaders = Math.max(2, Math.round(sessions / 100))
const flooders = Math.max(6, Math.round(sessions / 300))
/** In each of the four other ways: in large frames, before a handshake, by posts, by starts. */
const otherFlooders = Math.max(1, Math.round(sessions / 1_000))
const limits = { commandsPerSecond: 20 }
const [kilobyte, megabyte] = [1024, 1024 * 1024]

/** What is poured is kept in transcripts; sessions, floods and the rest share 150 MB. */
const mostKeptBytes = slowReaders * pouredBytes + 150 * megabyte

/** What a WebSocket that is not read may hold: the server's bound, the frame that goes over it, and the pour's own chunk. */
const mostBufferedBytes = 1 * megabyte

test(
  `${sessions} sessions talk beside slow readers and floods, in bounded memory, and none is starved`,
  { timeout: timeoutMs },
  async () => {
    const { window, document } = installBrowserGlobals()
    setMaxListeners(0, window, document) // one page here stands for many
    const print = (line: string) => console.log(line)
    const host = await startChatHost({ limits, lifetimeMs: timeoutMs }, Math.ceil(mostKeptBytes / megabyte))
    const rssAlone = host.figures.rss
    const crowd = await gatherCrowd(host.url, sessions)
    const talk = () => crowd.talk({ durationMs: seconds * 1000, pauseMs })

    print(`${sessions} sessions, each with a message every ${pauseMs} ms, over ${seconds} s`)
    const calm = await talk()
    print(`  calm:  ${inWords(calm)}`)
    const rssCalm = host.mostRss
    const readers = await openSlowReaders(host.url, slowReaders)
    const answeredBefore = host.figures.answered
    const floods = await startFloods(host.url, {
      count: flooders,
      countOfOthers: otherFlooders,
      mostFrames: seconds * 5_000,
    })
    const stormy = await talk()
    floods.stop()
    const figures = host.figures
    const floodAccepted = figures.answered - answeredBefore - stormy.latenciesMs.length

    print(`  storm: ${inWords(stormy)}`)
    print(
      `  ${slowReaders} slow readers, ${flooders + 4 * otherFlooders} floods: ${floods.sent} frames sent, ` +
        `${floodAccepted} messages let in, ${floods.started} sessions started`,
    )
    print(`  server: RSS ${mb(rssAlone)} alone, ${mb(rssCalm)} calm, ${mb(host.mostRss)} at most`)
    print(`  ${Math.round(figures.mostBufferedBytes / kilobyte)} kB the most that one socket held`)
    // Starved is who gets less than a quarter of what the others get: chance alone makes a third, where each gets a few.
    for (const { answers } of [calm, stormy]) expect(answers[0]).toBeGreaterThanOrEqual(median(answers) / 4)
    // Nobody gets less than a quarter of what they got before; without limits it would be a tenth and less.
    expect(median(stormy.answers)).toBeGreaterThanOrEqual(median(calm.answers) / 4)
    expect(readers.filter(({ socket }) => socket.writable)).toHaveLength(slowReaders)
    expect(figures.mostBufferedBytes).toBeLessThan(mostBufferedBytes)
    expect(host.mostRss - rssCalm).toBeLessThan(mostKeptBytes)
    // A flood is let in at the rate of everybody else; nothing of it is answered sooner.
    const allowedEach = limits.commandsPerSecond * (stormy.seconds + 3)
    expect(floodAccepted).toBeLessThan((flooders + otherFlooders) * allowedEach)
    expect(floods.started).toBeLessThan(otherFlooders * allowedEach)
    await crowd.leave()
  },
)

const median = (sorted: readonly number[]) => sorted[Math.floor(sorted.length / 2)] ?? 0

const mb = (bytes: number) => `${Math.round(bytes / megabyte)} MB`

function inWords({ latenciesMs, longestMs, answers, seconds }: Talk): string {
  const at = (share: number) =>
    Math.round(latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(latenciesMs.length * share))] ?? 0)
  const perSecond = Math.round(latenciesMs.length / seconds)
  return (
    `${perSecond} round trips a second, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, at most ${at(1)} ms ` +
    `(long-polling ${Math.round(longestMs['long-polling'])} ms); ` +
    `${answers[0]} to ${answers.at(-1)} answers a session`
  )
}
