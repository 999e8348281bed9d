import type { ChatTransport, TransportListener } from '@chat-transport/core'
import { ours } from '../peers/peers.ts'
import { quantile } from './measure.ts'
import type { Scenario } from './scenario.ts'

const lengths = [1_000, 10_000, 100_000] as const
const appended = 500
const at = (length: number) => `at ${length.toLocaleString('en')}`
const party = { id: 'agent', name: 'Grace', type: 'agent' } as const

/** What one more message costs a page whose transcript has so many, and which looks at the last one each time. No server is asked. */
export const transcript: Scenario = {
  name: 'one more message in the transcript',
  figures: Object.fromEntries(lengths.map((length) => [at(length), { unit: 'µs', better: 'less' } as const])),
  fits: ({ peer, transport }) => peer === ours && transport === 'websocket',
  when: 'each round',
  async run(stage) {
    const { createChat, memoryStorage } = await import('@chat-transport/core')
    let listener: TransportListener | undefined
    const transport: ChatTransport = {
      name: 'by hand',
      connect(attach, told) {
        listener = told
        queueMicrotask(() => attached(attach.id, told))
        return { send: () => undefined, close: () => undefined }
      },
    }
    const session = await createChat({ transport, storage: memoryStorage() }).startSession()
    let index = 0
    const add = () => {
      const content = { type: 'text', text: `Message ${(index += 1)}` }
      listener?.onEvent({ type: 'EventMessage', index, at: Date.now(), party, content })
    }
    const figures: Record<string, number> = {}
    for (const length of lengths) {
      while (index < stage.few(length)) add()
      const tookMs = Array.from({ length: stage.few(appended) }, () => {
        const startedAt = performance.now()
        add()
        session.transcript.at(-1)
        return performance.now() - startedAt
      })
      figures[at(length)] = 1000 * quantile(tookMs, 0.5)
    }
    await session.detach()
    return figures
  },
}

function attached(commandId: string, { onEvent, onConnectivity }: TransportListener): void {
  const limits = { maxMessageBytes: 32_768, commandsPerSecond: 20 }
  const visitor = { id: 'visitor', name: 'Ada', type: 'client' }
  const session = { sessionId: 'session', party: visitor, first: 1, head: 0, reads: [], limits, timeoutMs: 60_000 }
  onEvent({ type: 'EventAttached', commandId, ...session })
  onConnectivity({ current: 'connected', previous: 'connecting', since: Date.now() })
}
