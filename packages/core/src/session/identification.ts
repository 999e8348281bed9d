import { deferred } from '../platform/deferred.ts'
import { randomId } from '../platform/random-token.ts'
import type { ChatError } from '../protocol/errors.ts'
import { isInconclusive } from '../protocol/inconclusive-answers.ts'
import type { Identify } from '../protocol/protocol.ts'
import { askCredentials } from '../transport/ask-credentials.ts'
import type { TransportListener } from '../transport/transport.ts'
import { invalidState } from './session-errors.ts'

type Tell = (command: Identify) => void

/**
 * `waiting`: for a line. `telling`: the application is asked, then the server told. `attaching`: the line was lost meanwhile, and the
 * attach of the next one asks and tells.
 */
interface Pending {
  state: 'waiting' | 'telling' | 'attaching'
  commandId?: string
  readonly settled: ReturnType<typeof deferred<void>>
}

export interface IdentificationOptions {
  readonly credentials: TransportListener['credentials']
  /** Aborts when the session is over in this page. */
  readonly signal: AbortSignal
}

/** Tells the server who the visitor is, in the middle of a session (P81). */
export function createIdentification({ credentials, signal }: IdentificationOptions) {
  const pending = new Set<Pending>()
  let tell: Tell | undefined

  const end = (one: Pending | undefined, how: 'resolve' | 'reject', error?: unknown) => {
    if (one && pending.delete(one)) one.settled[how](error as void)
  }
  const causedBy = (commandId: string) => [...pending].find((one) => one.commandId === commandId)

  const begin = async (one: Pending) => {
    one.state = 'telling'
    try {
      const auth = credentials && (await askCredentials(credentials, { signal }))
      if (auth === undefined) throw invalidState('identify the visitor', '`credentials` gives none')
      // What was said on a lost line is not said again.
      if (one.state === 'telling') tell?.({ type: 'Identify', id: (one.commandId = randomId()), auth })
    } catch (error) {
      end(one, 'reject', error)
    }
  }

  signal.addEventListener('abort', () => {
    tell = undefined
    const error = invalidState('identify the visitor', 'the session is over in this page')
    for (const one of [...pending]) end(one, 'reject', error)
  })
  return {
    identify(): Promise<void> {
      const one: Pending = { state: 'waiting', settled: deferred() }
      pending.add(one)
      if (tell) void begin(one)
      return one.settled.promise
    },
    connected(next: Tell) {
      tell = next
      // For one that has waited, the attach may have asked before the visitor signed in.
      for (const one of [...pending]) if (one.state === 'attaching') end(one, 'resolve')
      for (const one of pending) void begin(one)
    },
    lost() {
      tell = undefined
      for (const one of pending) if (one.state === 'telling') one.state = 'attaching'
    },
    answered: (commandId: string) => end(causedBy(commandId), 'resolve'),
    refused(commandId: string, error: ChatError) {
      if (!isInconclusive(error.code)) end(causedBy(commandId), 'reject', error)
    },
  }
}
