import { deferred } from '../platform/deferred.ts'
import { isSaid } from '../protocol/changes.ts'
import type { TranscriptCommand } from '../protocol/protocol.ts'
import { savedFailure } from './saved-failure.ts'
import type { OwnCommand, TranscriptEntry } from '../transcript/transcript.ts'

/**
 * `saving`: being saved before it is sent. `queued`: waits for its turn. `sent`: written on this line, not answered yet.
 * `inconclusive`: answered with 50, 100 or 101; the next line sends it again.
 */
export type ItemState = 'saving' | 'queued' | 'sent' | 'inconclusive'

/** A command whose event has not come yet. */
export interface OutboxItem {
  readonly own: OwnCommand
  /** The visitor gave it in this page. */
  readonly isOfThisPage: boolean
  /** Saved by another page, or let go of by this one: it stays under the key where it is. */
  adopted: boolean
  state: ItemState
  /** Resolves when its event has come; rejects when it was refused, or the session let go of it. */
  readonly settled: ReturnType<typeof deferred<TranscriptEntry>>
}

const isLeave = (item: OutboxItem) => item.own.command.type === 'LeaveSession'

/** The items of an outbox by command id, oldest first. */
export function createOutboxItems() {
  const items = new Map<string, OutboxItem>()
  const failed = new Map<string, OwnCommand>()
  let latest = 0
  let leave: OutboxItem | undefined
  const all = () => [...items.values()]
  const ownItems = () => all().filter(({ adopted }) => !adopted)
  const commands = () => all().flatMap((item) => (isLeave(item) ? [] : [item.own.command]))

  return {
    all,
    get: (id: string) => items.get(id),
    /** Whether so many commands of this page's own wait for the server. Counted only when there are so many of all. */
    isFull: (most: number) => items.size >= most && ownItems().length >= most,
    /** What this page saves under its own key. */
    saved: () => [...failed.values(), ...ownItems().map(({ own }) => own)],
    /** What the visitor said and no event has settled; a leave is no such thing. */
    commands,
    /** What the visitor said and the server does not have, what has failed first. */
    unsent: (): TranscriptCommand[] => [...[...failed.values()].map(({ command }) => command), ...commands()],
    /** Keeps what has failed, until the visitor sends it again or discards it. Not what can be asked for again. */
    keepFailed(own: OwnCommand, error: unknown) {
      latest = Math.max(latest, own.at)
      if (isSaid(own.command)) failed.set(own.command.id, { ...own, failed: savedFailure(error) })
    },
    /** Returns whether it was there. */
    dropFailed: (id: string) => failed.delete(id),
    failedIds: () => [...failed.keys()],
    failed: (id: string): OwnCommand | undefined => failed.get(id),
    leave: () => leave,
    /** `now`, but always after the last command, whatever the wall clock does: queues of several pages are merged by it. */
    timeOfNext: (now: number) => Math.max(latest + 1, now),
    add(own: OwnCommand, adopted: boolean): OutboxItem {
      const state = adopted ? 'queued' : 'saving'
      const item: OutboxItem = { own, isOfThisPage: !adopted, adopted, state, settled: deferred() }
      latest = Math.max(latest, own.at)
      items.set(own.command.id, item)
      if (isLeave(item)) leave = item
      return item
    },
    /** From here on all that was adopted is saved under this page's own key. */
    moveAdopted() {
      for (const item of all()) item.adopted = false
    },
    /** Those that were sent and not settled wait again; returns them. */
    requeue() {
      const sent = all().filter(({ state }) => state === 'sent' || state === 'inconclusive')
      for (const item of sent) item.state = 'queued'
      return sent
    },
    moveLast(item: OutboxItem) {
      const { id } = item.own.command
      items.delete(id)
      items.set(id, item)
    },
    /** Returns whether it was there. */
    remove(id: string) {
      const removed = items.delete(id)
      // Each page may have saved a leave: another one may still wait.
      if (leave?.own.command.id === id) leave = all().find(isLeave)
      return removed
    },
    clear() {
      items.clear()
      leave = undefined
    },
  }
}
export type OutboxItems = ReturnType<typeof createOutboxItems>
