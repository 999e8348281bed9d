import { createFileSender, forgetFiles } from '@chat-transport/files'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../packages/server/test/support/start-with-files.ts'
import { servePages } from '../../integration/support/serve-pages.ts'
import { onCleanup } from '../../support/cleanup.ts'
import { hashAt, largeFile } from './large-file.ts'
import { uploadOptions } from './upload-options.ts'

const { megabytes, cutMs, bytesPerSecond, timeoutMs } = uploadOptions(process.env)
/** As a share of the file, headers included. */
const mostSentTwice = 0.05

test(
  `a file of ${megabytes} MB arrives whole over a line that is cut every ${cutMs} ms, and less than 5 % is sent twice`,
  { timeout: timeoutMs },
  async () => {
    const { file, hash } = await largeFile(megabytes)
    const files = { directory: temporaryFolder(), maxBytes: file.size, types: ['*/*'] }
    const { server, openPage } = await servePages('websocket', { files })
    const { chat, line } = await openPage({ files: () => ({ createFileSender, forgetFiles }), retryDelayMs: () => 20 })
    const session = await chat.startSession()
    line.throttle({ upBytesPerSecond: bytesPerSecond, downBytesPerSecond: bytesPerSecond })
    const cuts = countEvery(cutMs, line.reset)
    const sentBefore = line.sentBytes
    const startedAt = performance.now()

    const { event } = await session.sendFile(file)

    const seconds = (performance.now() - startedAt) / 1000
    const sentTwice = (line.sentBytes - sentBefore) / file.size - 1
    const counted = cuts.stop()
    const url = event?.type === 'EventMessage' && event.content.type === 'file' ? event.content.file.url : undefined
    const arrived = await hashAt(new URL(url ?? '', server.url))
    console.log(
      `${megabytes} MB in ${seconds.toFixed(1)} s over a line cut ${counted} times, every ${cutMs} ms: ` +
        `${(100 * sentTwice).toFixed(1)} % sent twice, the hash is ${arrived === hash ? 'equal' : 'another'}`,
    )
    expect(arrived).toBe(hash)
    expect(counted).toBeGreaterThan(3)
    expect(sentTwice).toBeLessThan(mostSentTwice)
  },
)

/** Does something again and again, until it is stopped or the test is over. `stop` returns how often. */
function countEvery(ms: number, act: () => void): { stop(): number } {
  let count = 0
  const timer = setInterval(() => {
    act()
    count += 1
  }, ms)
  onCleanup(() => clearInterval(timer))
  return {
    stop() {
      clearInterval(timer)
      return count
    },
  }
}
