import { randomId } from '../platform/random-token.ts'
import { array, fields, type Problem, string } from '../checks/guards.ts'
import { isSaid } from '../protocol/changes.ts'
import type { ChatTransport } from '../transport/transport.ts'
import type { OwnCommand } from '../transcript/transcript.ts'
import { type Awaitable, whenReady } from './awaitable.ts'
import type { ChatStorage } from './resilient-storage.ts'
import { savedCommand } from './saved-command.ts'
import { queuePrefix } from './storage-keys.ts'
import type { SavedQueue } from './stored.ts'

/** Where one command is saved. */
export interface SavedCommand {
  readonly key: string
  readonly sessionId: string
  readonly commandId: string
}

/** The commands a page has saved, by the key they are saved under. */
export type SavedOutboxes = ReadonlyMap<string, readonly OwnCommand[]>

/** Which of these queues are this page's: its own, and those of pages that are gone. */
export type ClaimQueues = NonNullable<ChatTransport['claimQueues']>

const outbox = fields({ sessionId: string, commands: array })

/** The commands that are not settled yet, under one key for each session of a page. */
export function createSavedOutboxes(storage: ChatStorage, owner: string, claim?: ClaimQueues) {
  const outboxPrefix = queuePrefix(owner)
  /** The newest key of this page: claimed also while nothing is stored there. */
  let own = ''
  /** The same until it is claimed. */
  let unclaimed = ''
  const fits = (problem: Problem | undefined) => {
    if (problem) storage.warnOnce('storage holds what cannot be used', problem.message)
    return !problem
  }
  const outboxKeys = async () =>
    (await storage.keys()).filter((key) => fits(string(key, 'key')) && key.startsWith(outboxPrefix))
  const load = (key: string, isWanted: (sessionId: string) => boolean) =>
    whenReady(storage.load(key), (value): readonly OwnCommand[] => {
      if (value === undefined || !fits(outbox(value, 'outbox'))) return []
      const { sessionId, commands } = value as SavedQueue
      return isWanted(sessionId) ? commands.filter((own) => fits(savedCommand(own, 'outbox.commands'))) : []
    })
  /** What a transport cannot claim stays stored: the next page, or the next line, asks again. */
  const claimed = async (own: readonly string[], keys: readonly string[]) => {
    try {
      return claim ? await claim([...own, ...keys]) : keys
    } catch (error) {
      storage.warnOnce('claimQueues() failed', error)
      return own
    }
  }
  const loadAll = async (own: readonly string[], isWanted: (sessionId: string) => boolean): Promise<SavedOutboxes> => {
    const outboxes: [string, readonly OwnCommand[]][] = []
    for (const key of await claimed(own, await outboxKeys())) outboxes.push([key, await load(key, isWanted)])
    return new Map(outboxes.filter(([, commands]) => commands.length))
  }

  const saveOutbox = (key: string, sessionId: string, commands: readonly OwnCommand[]): Awaitable<void> => {
    if (!commands.length) return storage.remove(key)
    // A page that was opened in the background looks into no storage before it is seen.
    if (key === unclaimed) {
      unclaimed = ''
      void claimed([key], [])
    }
    return storage.save(key, { sessionId, commands })
  }

  return {
    /** Which of these are this page's, of whatever pages share under names that all of them use. */
    claimed: (names: readonly string[]) => claimed([], names),
    /** A key that nobody else has: what one session of a page writes never takes the place of what another has left. */
    newOutboxKey: () => (own = unclaimed = outboxPrefix + randomId()),
    saveOutbox,
    /** Takes one command out of a queue, if it is still there. */
    removeCommand: ({ key, sessionId, commandId }: SavedCommand): Awaitable<void> =>
      whenReady(
        load(key, (id) => id === sessionId),
        (commands) =>
          commands.length
            ? saveOutbox(
                key,
                sessionId,
                commands.filter(({ command }) => command.id !== commandId),
              )
            : undefined,
      ),
    /** The ids are those of one session: its own, and that of its start. */
    loadOutbox: (key: string, ...ids: readonly string[]) => load(key, (id) => ids.includes(id)),
    loadOutboxes: (...ids: readonly string[]) => loadAll([own], (id) => ids.includes(id)),
    /** What was queued for any session but this one, which nobody will send any more. */
    loadLeftOver: (...ids: readonly string[]) => loadAll([], (id) => !ids.includes(id)),
    /** A queue that could not be read stays where it is. */
    removeOutbox: (key: string): Awaitable<void> => (storage.isUnread(key) ? undefined : storage.remove(key)),
    /** These, or all: then also those that cannot be read. */
    async removeOutboxes(outboxes?: SavedOutboxes): Promise<void> {
      for (const key of outboxes?.keys() ?? (await outboxKeys())) await storage.remove(key)
    },
  }
}

/** What to show of it where it can no longer be sent. */
export const unsentIn = (outboxes: SavedOutboxes) => inOrder(outboxes).filter(({ command }) => isSaid(command))

/** The commands of all pages, each once, in the order in which they were made. A leave goes last: nothing can follow it. */
export function inOrder(outboxes: SavedOutboxes): readonly OwnCommand[] {
  const byId = new Map<string, OwnCommand>()
  for (const own of [...outboxes.values()].flat()) {
    const known = byId.get(own.command.id)
    if (!known || own.at > known.at || (own.at === known.at && own.failed)) byId.set(own.command.id, own)
  }
  const leaves = ({ command }: OwnCommand) => Number(command.type === 'LeaveSession')
  return [...byId.values()].sort((a, b) => leaves(a) - leaves(b) || a.at - b.at)
}
