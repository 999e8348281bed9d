import type {
  AttachCommand,
  CloseReason,
  LinkLine,
  LineSignal,
  Logger,
  OpenLink,
  SendCommand,
} from '@chat-transport/core'
import { silentLogger } from '@chat-transport/core'
import { onTestFinished } from 'vitest'

export const attach: AttachCommand = {
  type: 'StartSession',
  id: 'start-1',
  secret: 's3cret',
  pageId: 'page-1',
  take: true,
}

/** One link at work, on a line that remembers what it is told and ends when it is lost, as every line does. */
export interface RecordedLine {
  readonly line: LinkLine
  /** What was received, in order. */
  readonly told: unknown[]
  /** Signs of life that were no event. */
  readonly signs: number
  /** What was received after the end. */
  readonly late: unknown[]
  /** Why the link said it was lost. */
  readonly causes: Error[]
  readonly opening: Promise<SendCommand>
  /** Ends the line. */
  end(reason: CloseReason | Error): void
}

export interface Reactions {
  readonly logger?: Logger
  received?(event: unknown, end: RecordedLine['end']): void
  lost?(end: RecordedLine['end']): void
}

export function openLink(open: OpenLink, reactions: Reactions = {}): RecordedLine {
  const scope = new AbortController()
  const signal = scope.signal as LineSignal
  const told: unknown[] = []
  const late: unknown[] = []
  const causes: Error[] = []
  let signs = 0
  const end = (reason: CloseReason | Error) => scope.abort(reason)
  onTestFinished(() => end(new Error('the test is over')))
  const line: LinkLine = {
    signal,
    logger: reactions.logger ?? silentLogger,
    received(event) {
      if (signal.aborted) return void late.push(event)
      told.push(event)
      reactions.received?.(event, end)
    },
    alive() {
      if (!signal.aborted) signs += 1
    },
    lost(cause) {
      if (signal.aborted) return
      causes.push(cause as Error)
      end(cause as Error)
    },
  }
  const opening = new Promise<SendCommand>((resolve) => resolve(open(attach, line)))
  opening.catch(() => undefined) // a link that ends before it has opened rejects; tests look at it where they care
  return {
    line,
    told,
    get signs() {
      return signs
    },
    late,
    causes,
    opening,
    end,
  }
}
