import type {
  AttachCommand,
  CloseReason,
  LinkLine,
  LineSignal,
  OpenLink,
  SendCommand,
  StartSession,
} from '@chat-transport/core'
import { silentLogger } from '@chat-transport/core'
import { onTestFinished } from 'vitest'

export const secret = 'q6XbW0cJ2mQm8yqkq2p7mJ0G9m1m7i5oVtq3b0d5uXk'
export const start: StartSession = { type: 'StartSession', id: 'start-1', secret, pageId: 'page-1', take: true }

/** The page's end of a line on which a link is opened. It is closed with the test. */
export interface PageLine {
  /** Everything that the link has handed on; JSON text is parsed. */
  readonly received: unknown[]
  /** The number of signs of life that were not events. */
  readonly signs: number
  /** Why the line was lost: the cause given to `lost`, or of the rejection. */
  readonly lost: unknown[]
  /** Rejects when the link does. */
  readonly opened: Promise<SendCommand>
  close(reason?: CloseReason | Error): void
}

export interface PageLineOptions {
  readonly attach?: AttachCommand
  /** Called inside the link's call of `received`. */
  readonly react?: (event: unknown) => void
  /** The line is over before the link is opened. */
  readonly closed?: boolean
}

export function openLine(open: OpenLink, { attach = start, react, closed }: PageLineOptions = {}): PageLine {
  const scope = new AbortController()
  const [received, lost]: unknown[][] = [[], []]
  let signs = 0
  const heard = (run: () => void) => scope.signal.aborted || run()
  const line: LinkLine = {
    received: (event) =>
      heard(() => {
        received?.push(parsed(event))
        react?.(event)
      }),
    alive: () => heard(() => signs++),
    lost: (cause) => heard(() => lost?.push(cause)),
    signal: scope.signal as LineSignal,
    logger: silentLogger,
  }
  onTestFinished(() => scope.abort('detached'))
  if (closed) scope.abort('detached')
  const opened = Promise.resolve().then(() => open(attach, line))
  opened.catch((cause: unknown) => line.lost(cause))
  return {
    received: received ?? [],
    lost: lost ?? [],
    get signs() {
      return signs
    },
    opened,
    close: (reason = 'detached') => scope.abort(reason),
  }
}

function parsed(event: unknown): unknown {
  if (typeof event !== 'string') return event
  try {
    return JSON.parse(event)
  } catch {
    return event // garbage stays what it is
  }
}
