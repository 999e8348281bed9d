import type { Clock } from './platform/clock.ts'
import type { NetworkStatus } from './platform/network-status.ts'
import type { Log } from './platform/guarded-logger.ts'
import type { SessionRuntime } from './session/session-runtime.ts'
import type { SessionStorage } from './storage/storage.ts'
import type { ChatTransport, ConnectivityChange } from './transport/transport.ts'

/** The version of this package. No literal as its type: what is exported is the same in each version. */
export const version: string = '0.1.0'

/** How many changes of the line a report keeps. */
const keptChanges = 20

export interface ReportOptions {
  readonly transport: ChatTransport
  readonly storage: SessionStorage
  readonly persistent: () => boolean
  readonly network: NetworkStatus
  readonly clock: Clock
  readonly logger: Log
  readonly session: () => SessionRuntime | undefined
}

/** What `chat.report()` tells: the state in numbers, the times of the line, the last steps. No text, name or secret. */
export function createChatReport(options: ReportOptions) {
  const { transport, storage, persistent, network, clock, logger, session } = options
  const changes: string[] = []
  return {
    onConnectivity({ previous, current, since }: ConnectivityChange) {
      changes.push(
        // What is no time is `null`: a report harms nothing.
        `${new Date(clock.now()).toJSON()} ${previous} → ${current}, since ${new Date(since).toJSON()}`,
      )
      if (changes.length > keptChanges) changes.shift()
    },
    text(): string {
      const live = session()
      const entries = live?.transcript.entries ?? []
      const count = (delivery: string) => entries.filter((entry) => entry.delivery === delivery).length
      return [
        `chat-transport ${version}, ${new Date(clock.now()).toISOString()}`,
        `transport: ${transport.name}; storage: ${storage.name ?? 'custom'}, persistent: ${persistent()}`,
        `session: ${live?.state.status ?? 'none'}; online: ${network.online}`,
        `transcript: ${entries.length}, queued ${count('queued')}, sending ${count('sending')}, failed ${count('failed')}`,
        'line:',
        ...changes,
        'steps:',
        ...logger.steps(clock.now()),
      ].join('\n')
    },
  }
}
