import type { AttachCommand, ChatCommand } from '@chat-transport/core'
import type { InterceptedLine } from './intercepted-line.ts'

/** Everything that the far side has received since the last reset. */
export interface FarSideRecord {
  attachReceived(command: unknown): void
  commandReceived(sessionId: string, command: unknown): void
  sessionMade(sessionId: string): void
  sessionConfirmed(sessionId: string): void
  lineAccepted(line: InterceptedLine): void
  attaches(): readonly AttachCommand[]
  commands(sessionId: string): readonly ChatCommand[]
  sessions(): readonly string[]
  /** The sessions of which the back end was told that the page has the answer. */
  confirmed(): readonly string[]
  /** The lines that are open now, of one session or of all. */
  openLines(sessionId?: string): readonly InterceptedLine[]
  clear(): void
}

export function createFarSideRecord(): FarSideRecord {
  let attaches: unknown[] = []
  let commands: { readonly sessionId: string; readonly command: unknown }[] = []
  let lines: InterceptedLine[] = []
  const sessions = new Set<string>()
  const confirmed = new Set<string>()
  return {
    attachReceived: (command) => void attaches.push(command),
    commandReceived: (sessionId, command) => void commands.push({ sessionId, command }),
    sessionMade: (sessionId) => void sessions.add(sessionId),
    sessionConfirmed: (sessionId) => void confirmed.add(sessionId),
    lineAccepted: (line) => void lines.push(line),
    attaches: () => attaches as AttachCommand[],
    commands: (sessionId) =>
      commands.filter((entry) => entry.sessionId === sessionId).map(({ command }) => command as ChatCommand),
    sessions: () => [...sessions],
    confirmed: () => [...confirmed],
    openLines: (sessionId) =>
      lines.filter((line) => line.isOpen && (sessionId === undefined || line.sessionId === sessionId)),
    clear() {
      ;[attaches, commands, lines] = [[], [], []]
      sessions.clear()
      confirmed.clear()
    },
  }
}
