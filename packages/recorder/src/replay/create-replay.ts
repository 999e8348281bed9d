import type {
  AttachCommand,
  ChatCommand,
  ChatTransport,
  Clock,
  TransportConnection,
  TransportListener,
} from '@chat-transport/core'
import { describeEntry } from '../format/describe-entry.ts'
import type { LogEntry, SessionLog } from '../format/session-log.ts'
import { createPageLines } from './page-lines.ts'
import { createPerformer } from './perform-entry.ts'
import { PlayedLine } from './played-line.ts'
import { Player } from './player.ts'
import type { ReplayClock } from './replay-clock.ts'
import { ReplayError } from './replay-error.ts'
import { isIncidental, signatureOf } from './same-command.ts'

/** A transport that plays a log to the page. */
export interface ReplayTransport extends ChatTransport {
  /** Resolves when the log has been played to its end; rejects with a `ReplayError` where the page departs from it. */
  readonly finished: Promise<void>
  /** Resolves when the log has come to this time of it, in milliseconds, or is over. It stands still while it waits for the page. */
  reached(atMs: number): Promise<void>
}

export interface ReplaySettings extends Pick<SessionLog, 'transport' | 'entries' | 'durationMs'> {
  readonly clock: Clock | ReplayClock
  readonly patienceMs: number
}

export function createReplay({ transport, entries, durationMs, clock, patienceMs }: ReplaySettings): ReplayTransport {
  const ids = new Map<string, string>()
  const lines = createPageLines(entries, ids)
  let departure: ReplayError | undefined
  let finish: { resolve(): void; reject(error: Error): void } | undefined
  const finished = new Promise<void>((resolve, reject) => (finish = { resolve, reject }))
  // Who does not wait for it finds the error where the page does: as the cause of its line's end.
  finished.catch(() => undefined)

  const depart = (problem: string): ReplayError => {
    const { next, time } = player
    const error = (departure ??= new ReplayError(problem, { entry: next, at: time, entries: entries.length }))
    player.stop()
    finish?.reject(error)
    // Not in the middle of what the page is doing.
    void Promise.resolve().then(() => {
      for (const line of lines.all) line.end(error, clock.now())
    })
    return error
  }
  const answered = new Set(entries.flatMap((entry) => ('call' in entry && entry.type !== 'send' ? [entry.call] : [])))
  const player: Player = new Player({
    entries,
    durationMs,
    clock,
    patienceMs,
    perform: createPerformer({ clock, answered, lineOf: lines.lineOf }, ids),
    missed: depart,
    ended: () => finish?.resolve(),
  })

  function connect(attach: AttachCommand, listener: TransportListener): TransportConnection {
    const line = new PlayedLine(attach, listener)
    if (lines.add(line, player.rest) && !departure) player.pageActed()
    else depart(`the page connects with ${attach.type}, and the log has no such connection any more`)
    return { send: (command) => send(line, command), close: () => close(line) }
  }
  function send(line: PlayedLine, command: ChatCommand): Promise<void> {
    if (departure) return Promise.reject(departure)
    if (line.isClosed) return Promise.reject(new Error('the line is closed'))
    if (isIncidental(command)) return Promise.resolve()
    const signature = signatureOf(command)
    const toCome = lines
      .entriesOf(line, player.rest)
      .filter((entry) => entry.type === 'send' && signatureOf(entry.command) === signature)
    const given = line.given.filter((each) => each.signature === signature)
    if (given.length >= toCome.length)
      return Promise.reject(depart(`the page sends ${command.type}, and the log has no such command any more`))
    const written = line.give(command)
    player.pageActed()
    return written
  }
  function close(line: PlayedLine): void {
    if (line.isClosed) return
    line.close(new Error('the line was closed'))
    const missed = departure ? undefined : lines.entriesOf(line, player.rest).find(isOfALivingLine)
    if (missed) depart(`the page closes its line, and the log goes on: ${describeEntry(missed)}`)
  }

  return {
    name: `replay of ${transport.name}`,
    ...(transport.unsupported && { unsupported: transport.unsupported as readonly ChatCommand['type'][] }),
    connect,
    finished,
    reached: (atMs) => player.reached(atMs),
  }
}

const isOfALivingLine = (entry: LogEntry): boolean =>
  entry.type === 'event' || entry.type === 'connectivity' || (entry.type === 'send' && !isIncidental(entry.command))
