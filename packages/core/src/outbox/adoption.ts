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
  readonly identity: { readonly queueIds: readonly string[] }
  /** Once the session is over in this page, nothing more is adopted. */
  readonly state: { readonly isLive: boolean }
}

/**
 * Adopts the queues that other pages of this session have saved and left behind. The page that holds the session sends them. Each
 * queue stays under its own key until every command in it is settled, so that nothing is lost if this page dies half-way.
 */
export function createAdoption({ saved, ownKey, outbox, transcript, identity, state }: AdoptionOptions) {
  /** The unsettled commands, by the key of their queue. */
  const open = new Map<string, Set<string>>()
  /** What was refused here and is not kept as failed (a change, a leave), and what was accepted unread: it may be stored still. */
  const over = new Set<string>()

  /** Also what has failed here, and was sent again by another page since. */
  const isNew = ({ command: { id }, at, failed }: OwnCommand) => {
    const here = outbox.failed(id)
    if (here) return !failed && at > here.at
    return !over.has(id) && !transcript.isSent(id) && !transcript.isUnsettled(id)
  }

  const adopt = (outboxes: SavedOutboxes) => {
    if (!state.isLive) return
    for (const own of inOrder(outboxes)) if (isNew(own)) outbox.adopt(own)
    void outbox.flush() // What has failed is saved here before its key goes.
    for (const [key, commands] of outboxes) {
      if (key === ownKey) continue
      open.set(key, new Set(commands.map(({ command }) => command.id).filter(outbox.has)))
      release(key)
    }
  }

  /** Deletes a queue that is settled. It is read again first: its page may be alive still, and have added to it meanwhile. */
  const release = (key: string) => {
    if (open.get(key)?.size) return
    open.delete(key)
    void whenReady(saved.loadOutbox(key, ...identity.queueIds), (commands) => {
      if (!state.isLive) return
      if (commands.some(isNew)) adopt(new Map([[key, commands]]))
      else void saved.removeOutbox(key)
    })
  }

  /** Takes the queues over as this page's own, and deletes them where they were. */
  const move = async (outboxes: SavedOutboxes): Promise<void> => {
    for (const own of inOrder(outboxes)) if (isNew(own)) outbox.adopt(own)
    outbox.moveAdopted()
    open.clear()
    await outbox.flush()
    await saved.removeOutboxes(new Map([...outboxes].filter(([key]) => key !== ownKey)))
  }

  return {
    adopt,
    move,
    /** What is saved and not known here yet: once the session is over, only this page can still show that it was not sent. */
    moveRest: async () => move(await saved.loadOutboxes(...identity.queueIds)),
    /** The session has expired, and the page goes on with another: there it sends only what no page can have sent before. */
    failTaken: (error: unknown) =>
      whenReady(saved.loadOutbox(ownKey, ...identity.queueIds), (kept) => outbox.failAdopted(error, kept)),
    settled(commandId: string) {
      if (!outbox.failed(commandId) && !transcript.isSent(commandId)) over.add(commandId)
      for (const [key, ids] of [...open]) if (ids.delete(commandId)) release(key)
    },
  }
}
