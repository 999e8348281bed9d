import type { Attachment, SessionStore, VisitorEntrance } from '@chat-transport/backend'
import type { AttachCommand, ChatEvent, Clock, OpenLink, SessionStorage } from '@chat-transport/core'
import type { Step } from './steps.ts'
import type { Alterations } from './world/world.ts'

/** `favors`: what brings it out, where few histories would do so by chance. */
export interface RuleRemoved {
  readonly by: Alterations
  readonly favors?: readonly Step['does'][]
}

/** The rules that the promise rests on, each broken from outside: a part that is put round the real one, and misbehaves. */
export const rulesRemoved: Readonly<Record<string, RuleRemoved>> = {
  'repeats are decided when they are committed, in the store': {
    by: { store: forgetfulStore },
    favors: ['says', 'loses its line', 'the store is troubled'],
  },
  'a session is held by the page that took it': { by: { store: storeWithoutHolder } },
  'a take that is repeated does not take again': { by: { store: storeThatTakesAgain } },
  'an attach fences off the line before it': { by: { entrance: entranceWithoutFence } },
  'the commands of a session run in sequence': { by: { entrance: entranceOutOfSequence } },
  'an attach begins where the page is': { by: { entrance: entranceThatSkips } },
  'a line is connected when it has caught up': { by: { entrance: entranceThatHurries } },
  'a command is saved before it is sent': { by: { storage: storageThatLosesQueues } },
  'a start is saved before it is sent': {
    by: { storage: storageThatLosesStarts },
    favors: ['reloads', 'leaves', 'comes back'],
  },
  'each page has a key of its own for its queue': {
    by: { storage: storageWithOneQueue },
    favors: ['says', 'opens a second tab', 'goes offline', 'reloads'],
  },
  'an event carries the id of its command': { by: { link: linkWithoutCommandIds } },
  'a reconnect takes nothing': { by: { link: linkThatAlwaysTakes } },
  'a short outage is no interruption': { by: { interruptionTimeoutMs: 0 } },
}

// ---- stores -----------------------------------------------------------------------------------------------------------

function forgetfulStore(store: SessionStore): SessionStore {
  return {
    ...store,
    append: (sessionId, { json, isEnd }) => store.append(sessionId, { json, isEnd }),
    committed: async () => undefined,
  }
}

function storeWithoutHolder(store: SessionStore): SessionStore {
  return {
    ...store,
    async claim(sessionId, claim) {
      const claimed = await store.claim(sessionId, claim)
      return claimed.outcome === 'taken' ? { ...claimed, outcome: 'held' } : claimed
    },
  }
}

function storeThatTakesAgain(store: SessionStore): SessionStore {
  let claims = 0
  return {
    ...store,
    claim: (sessionId, claim) => store.claim(sessionId, { ...claim, attachId: `${claim.attachId} ${++claims}` }),
  }
}

// ---- entrances --------------------------------------------------------------------------------------------------------

const afterAttach = (entrance: VisitorEntrance, alter: (attachment: Attachment) => Attachment): VisitorEntrance => ({
  async attach(command, line, context) {
    const result = await entrance.attach(command, line, context)
    return result.attachment ? { ...result, attachment: alter(result.attachment) } : result
  },
})

/** What a fenced line says is taken for what the newest says, and its page is not told. */
function entranceWithoutFence(entrance: VisitorEntrance): VisitorEntrance {
  const newest = new Map<string, Attachment>()
  return {
    async attach(command, line, context) {
      const result = await entrance.attach(
        command,
        {
          deliver: (events) =>
            line.deliver(events.filter((event) => (JSON.parse(event) as ChatEvent).type !== 'EventSessionTaken')),
          drop: (reason) => (reason === 'taken' || reason === 'superseded' ? undefined : line.drop(reason)),
        },
        context,
      )
      const { attachment } = result
      if (!attachment) return result
      newest.set(attachment.sessionId, attachment)
      const receive = async (late: unknown) => newest.get(attachment.sessionId)?.receive(late)
      return { ...result, attachment: delegate(attachment, { receive }) }
    },
  }
}

function entranceOutOfSequence(entrance: VisitorEntrance, clock: Clock): VisitorEntrance {
  return afterAttach(entrance, (attachment) =>
    delegate(attachment, {
      receive: async (command) => void clock.after(clock.random() * 50, () => void attachment.receive(command)),
    }),
  )
}

function entranceThatSkips(entrance: VisitorEntrance): VisitorEntrance {
  return {
    async attach(command, line, context) {
      const { after = 0, ...rest } = command as { after?: number }
      const skipping = after > 0 ? { ...rest, after: after + 1 } : command
      const result = await entrance.attach(skipping, line, context)
      return result.answer.type === 'EventError' ? entrance.attach(command, line, context) : result
    },
  }
}

function entranceThatHurries(entrance: VisitorEntrance): VisitorEntrance {
  return {
    async attach(command, line, context) {
      const result = await entrance.attach(command, line, context)
      const { after = 0 } = command as { after?: number }
      return result.attachment ? { ...result, answer: { ...result.answer, head: after } } : result
    },
  }
}

/** The attachment, but for what is altered. */
function delegate(attachment: Attachment, altered: Partial<Attachment>): Attachment {
  return {
    sessionId: attachment.sessionId,
    start: () => attachment.start(),
    confirm: () => attachment.confirm(),
    receive: (command) => attachment.receive(command),
    detach: () => attachment.detach(),
    ...altered,
  }
}

// ---- storages ---------------------------------------------------------------------------------------------------------

const isQueue = (key: string) => key.startsWith('outbox.')

const withSave = (storage: SessionStorage, save: SessionStorage['save']): SessionStorage => ({
  load: (key) => storage.load(key),
  save,
  remove: (key) => storage.remove(key),
  keys: () => storage.keys(),
})

function storageThatLosesQueues(storage: SessionStorage): SessionStorage {
  let saves = 0
  return withSave(storage, (key, value) => (isQueue(key) && ++saves % 2 === 1 ? undefined : storage.save(key, value)))
}

function storageThatLosesStarts(storage: SessionStorage): SessionStorage {
  return withSave(storage, (key, value) =>
    (value as { state?: string }).state === 'starting' ? undefined : storage.save(key, value),
  )
}

function storageWithOneQueue(storage: SessionStorage): SessionStorage {
  const shared = (key: string) => (isQueue(key) ? 'outbox.all' : key)
  return {
    load: (key) => storage.load(shared(key)),
    save: (key, value) => storage.save(shared(key), value),
    remove: (key) => storage.remove(shared(key)),
    keys: () => storage.keys(),
  }
}

// ---- links ------------------------------------------------------------------------------------------------------------

function linkWithoutCommandIds(open: OpenLink): OpenLink {
  const strip = (event: unknown): unknown => {
    if (!('index' in (event as ChatEvent))) return event
    return Object.fromEntries(Object.entries(event as object).filter(([field]) => field !== 'commandId'))
  }
  return (attach, line) =>
    open(attach, {
      received: (event) => line.received(strip(event)),
      alive: () => line.alive(),
      lost: (cause) => line.lost(cause),
      signal: line.signal,
    })
}

function linkThatAlwaysTakes(open: OpenLink): OpenLink {
  return (attach: AttachCommand, line) => open({ ...attach, take: true }, line)
}
