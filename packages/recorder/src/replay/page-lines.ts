import type { LogEntry } from '../format/session-log.ts'
import type { PlayedLine } from './played-line.ts'

/** The connections of the page, each in the place of one of the log, in the order in which they were made. */
export function createPageLines(entries: readonly LogEntry[], ids: Map<string, string>) {
  const assigned = new Map<number, PlayedLine>()
  const unassigned: PlayedLine[] = []

  return {
    get all(): readonly PlayedLine[] {
      return [...assigned.values(), ...unassigned]
    },
    /** Adds one, unless `rest` of the log has no connection that it can take the place of. */
    add(line: PlayedLine, rest: readonly LogEntry[]): boolean {
      const toCome = new Set(
        rest.flatMap((entry) => ('line' in entry && !assigned.has(entry.line) ? [entry.line] : [])),
      )
      unassigned.push(line)
      return unassigned.length <= toCome.size
    },
    /** The connection in the place of the one with this number, once the page has made it. */
    lineOf(number: number): PlayedLine | undefined {
      const line = assigned.get(number) ?? unassigned.shift()
      if (!line || assigned.has(number)) return line
      assigned.set(number, line)
      ids.set(attachIdOf(entries, number), line.attach.id)
      return line
    },
    /** What the log says of the connection in `rest`, until the page closes it. */
    entriesOf(line: PlayedLine, rest: readonly LogEntry[]): readonly LogEntry[] {
      const [number] = [...assigned].find(([, each]) => each === line) ?? []
      const own = rest.filter((entry) => 'line' in entry && entry.line === number)
      const closed = own.findIndex(({ type }) => type === 'close')
      return closed < 0 ? own : own.slice(0, closed)
    },
  }
}

/** The id of the attach that opened a line. That entry may have been dropped. */
function attachIdOf(entries: readonly LogEntry[], line: number): string {
  const connect = entries.find((entry) => entry.type === 'connect' && entry.line === line)
  return String((connect as { readonly attach?: { readonly id?: unknown } } | undefined)?.attach?.id)
}
