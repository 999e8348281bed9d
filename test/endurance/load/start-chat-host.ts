import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import { eventually } from '../../support/deadline.ts'
import { bundle } from '../../support/run-bundled.ts'
import type { Figures, FromHost, HostOptions } from './host-messages.ts'

/** The server's process, as a test sees it. */
export interface ChatHost {
  readonly url: string
  /** The newest figures, and the largest so far. */
  readonly figures: Figures
  readonly mostRss: number
  readonly mostHeap: number
  /** Resolves when the process has ended, with what ended it. */
  readonly gone: Promise<string>
  stop(): Promise<void>
}

/**
 * Starts `chat-host.ts`, from the packages' sources, in a process that ends with the current test. `heapMegabytes` is all that
 * it may keep: it dies of more, and what it has to keep does not hide in what the collector has not come to.
 */
export async function startChatHost(options: HostOptions, heapMegabytes?: number): Promise<ChatHost> {
  const { run, remove } = await bundle(new URL('chat-host.ts', import.meta.url))
  const child = run(options, heapMegabytes === undefined ? [] : [`--max-old-space-size=${heapMegabytes}`])
  const gone = once(child, 'exit').then(([code, signal]) => `code ${code}, signal ${signal}`)
  let figures: Figures | undefined
  let port: number | undefined
  let mostRss = 0
  let mostHeap = 0
  child.on('message', (message: FromHost) => {
    if (message.type === 'listening') port = message.port
    else {
      figures = message
      mostRss = Math.max(mostRss, message.rss)
      mostHeap = Math.max(mostHeap, message.heapUsed)
    }
  })
  async function stop(): Promise<void> {
    if (child.connected) child.send({ type: 'stop' })
    const overdue = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await gone
    clearTimeout(overdue)
    remove()
  }
  onTestFinished(stop)
  const url = `http://127.0.0.1:${await eventually(() => port, 20_000)}/cometd`
  const first = await eventually(() => figures, 20_000)
  return {
    url,
    gone,
    get figures() {
      return figures ?? first
    },
    get mostRss() {
      return mostRss
    },
    get mostHeap() {
      return mostHeap
    },
    stop,
  }
}
