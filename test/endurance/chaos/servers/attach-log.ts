import type { Tally } from '../../soak/tally.ts'

/** Reads in the logs of all servers which attaches they have accepted. */
export interface AttachLog {
  hear(server: string, message: string): void
  /** Notes each epoch of a session that was given out twice: two servers would serve one device then. */
  check(tally: Tally): void
}

export function createAttachLog(): AttachLog {
  const accepted = new Map<string, string[]>()
  return {
    hear(server, message) {
      const [, session, page, epoch] = /^session (\S+): page (\S+) attached .* epoch (\d+)$/.exec(message) ?? []
      if (session === undefined) return
      const key = `epoch ${epoch} of ${session}`
      accepted.set(key, [...(accepted.get(key) ?? []), `page ${page} at ${server}`])
    },
    check(tally) {
      for (const [key, attaches] of accepted)
        if (attaches.length > 1) tally.wrong('split session', `${key}: ${attaches.join(', ')}`)
    },
  }
}
