import type { ChatError, Clock, LineFailure } from '@chat-transport/core'
import type { LogEntry } from '../format/session-log.ts'
import type { GivenCommand, PlayedLine } from './played-line.ts'
import { playedError, playedValue } from './played-values.ts'
import { isIncidental, signatureOf } from './same-command.ts'

export interface PerformOptions {
  readonly clock: Clock
  /** The calls whose result the log has. */
  readonly answered: ReadonlySet<number>
  /** The page's connection that takes the place of the recorded one, once there is one. */
  lineOf(line: number): PlayedLine | undefined
}

type Of<Type extends LogEntry['type']> = Extract<LogEntry, { readonly type: Type }>

/** Does what an entry says. The result says whether it could: `false` for what the page has not done yet. */
export function createPerformer({ clock, answered, lineOf }: PerformOptions, ids: Map<string, string>) {
  const pending = new Map<number, GivenCommand>()
  /** Times of the log, on the clock of the page. */
  const timeOf = (at: number, entry: LogEntry) => clock.now() + at - entry.at

  function send({ command, line, call }: Of<'send'>): boolean {
    if (isIncidental(command)) return true
    const recordedId = String((command as { readonly id?: unknown }).id)
    const signature = signatureOf(command)
    const known = ids.get(recordedId)
    const isTaken = (id: string) => [...ids.values()].includes(id)
    const given = lineOf(line)?.take(
      (each) =>
        each.signature === signature && (known === undefined ? !isTaken(each.command.id) : each.command.id === known),
    )
    if (!given) return false
    ids.set(recordedId, given.command.id)
    if (answered.has(call)) pending.set(call, given)
    else given.written()
    return true
  }

  /** What a transport does on a line that the page has opened. */
  function tell(line: PlayedLine, entry: LogEntry): void {
    switch (entry.type) {
      case 'event':
        return line.onEvent(playedValue(entry.event, ids))
      case 'connectivity': {
        const { current, previous, since, cause } = entry
        return line.onConnectivity({
          current,
          previous,
          since: timeOf(since, entry),
          ...(cause && { cause: playedError(cause, ids) }),
        })
      }
      case 'retry': {
        const { attempt, due, cause } = entry
        return line.onRetry({ attempt, at: timeOf(due, entry), cause: playedError(cause, ids) as LineFailure })
      }
      case 'credentials':
        return line.askCredentials(entry.refused ? { refused: playedError(entry.refused, ids) as ChatError } : {})
      case 'connect-failed':
        return line.end(playedError(entry.error, ids), clock.now())
      default:
        return undefined
    }
  }

  return (entry: LogEntry): boolean => {
    if (entry.type === 'send') return send(entry)
    if (entry.type === 'sent') pending.get(entry.call)?.written()
    if (entry.type === 'send-failed') pending.get(entry.call)?.failed(playedError(entry.error, ids))
    if (!('line' in entry)) return true
    const line = lineOf(entry.line)
    if (line) tell(line, entry)
    return line !== undefined
  }
}
