import type { Outbox } from './outbox.ts'
import { whenReady } from '../storage/awaitable.ts'
import { inOrder, type SavedOutboxes } from '../storage/saved-outboxes.ts'
import type { Saved } from '../storage/saved-session.ts'
import type { OwnCommand, Transcript } from '../transcript/transcript.ts'

export interface AdoptionOptions {
  readonly saved: Saved
  /** Where this session keeps its own queue. */
  readonly ownKey: string
  readonly outbox: Outbox
  readonly transcript: Transcript
  /** False after the session is over in this page. Then nothing more is adopted. */
  active(): boolean
}

/**
 * Adopts the queues that other pages of this session have saved and left behind. The page that holds the session sends them. Each
 * queue stays under its own key until every command in it is settled, so that nothing is lost if this page dies half-way.
 */
export function createAdoption({ saved, ownKey, outbox, transcript, active }: AdoptionOptions) {
  /** The unsettled commands, by the key of their queue. */
  const open = new Map<string, Set<string>>()

  const isNew = ({ command: { id } }: OwnCommand) => !transcript.isSent(id) && !transcript.isUnsettled(id)

  const adopt = (outboxes: SavedOutboxes, sessionId: string) => {
    if (!active()) return
    for (const own of inOrder(outboxes)) if (isNew(own)) outbox.adopt(own)
    for (const [key, commands] of outboxes) {
      if (key === ownKey) continue
      open.set(key, new Set(commands.map(({ command }) => command.id).filter(outbox.has)))
      release(key, sessionId)
    }
  }

  /** Deletes a queue that is settled. It is read again first: its page may be alive still, and have added to it meanwhile. */
  const release = (key: string, sessionId: string) => {
    if (open.get(key)?.size) return
    open.delete(key)
    void whenReady(saved.loadOutbox(key, sessionId), (commands) => {
      if (!active()) return
      if (commands.some(isNew)) adopt(new Map([[key, commands]]), sessionId)
      else void saved.removeOutbox(key)
    })
  }

  return {
    adopt,
    /** What is saved and not known here yet: once the session is over, only this page can still show that it was not sent. */
    async adoptRest(sessionId: string): Promise<void> {
      for (const own of inOrder(await saved.loadOutboxes(sessionId))) if (isNew(own)) outbox.adopt(own)
    },
    settled(commandId: string, sessionId: string) {
      for (const [key, ids] of [...open]) if (ids.delete(commandId)) release(key, sessionId)
    },
  }
}
export type Adoption = ReturnType<typeof createAdoption>
