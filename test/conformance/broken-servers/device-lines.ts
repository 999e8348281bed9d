import type { FaultyLine, Json } from './broken-server.ts'

/** The lines that are open to each session, by the secrets of its devices. */
export function rememberLines() {
  const lines = new Map<unknown, Map<unknown, FaultyLine>>()
  const sessions = new Map<unknown, unknown>()
  return {
    answered(answer: Json, attach: Json) {
      if (answer.type === 'EventAttached') sessions.set(attach.secret, answer.sessionId)
      return answer
    },
    opened(attach: Json, line: FaultyLine) {
      const session = sessions.get(attach.secret)
      const known = lines.get(session) ?? new Map<unknown, FaultyLine>()
      lines.set(session, known.set(attach.secret, line))
    },
    /** The lines of the session's other devices. */
    others: ({ secret }: Json) =>
      [...(lines.get(sessions.get(secret)) ?? [])].filter(([each]) => each !== secret).map(([, line]) => line),
    newest: ({ secret }: Json) => [...(lines.get(sessions.get(secret))?.keys() ?? [])].at(-1),
  }
}
