import type { Attachment, SessionStore, AttachHandler } from '@chat-transport/backend'
import type {
  AttachCommand,
  ChatEvent,
  ChatOptions,
  Clock,
  LinkLine,
  OpenLink,
  SessionStorage,
} from '@chat-transport/core'
import type { Step } from './steps.ts'
import type { Alterations } from './world/world.ts'

type Credentials = NonNullable<ChatOptions['credentials']>

/** `favors`: steps that bring the fault out, if few histories would contain them by chance. */
export interface RuleRemoved {
  readonly by: Alterations
  readonly favors?: readonly Step['does'][]
}

/** The rules that the promise depends on. Each is broken from outside, by a wrapper round the real part that misbehaves. */
export const rulesRemoved: Readonly<Record<string, RuleRemoved>> = {
  'the store decides about repeats when it commits them': {
    by: { store: forgetfulStore },
    favors: ['says', 'loses its line', 'the store is troubled'],
  },
  'a session is held by the page that took it': { by: { store: storeWithoutHolder } },
  'a repeated take does not take again': { by: { store: storeThatTakesAgain } },
  'an attach fences off the line before it': { by: { attachHandler: attachesWithoutFence } },
  'the commands of a session run in sequence': { by: { attachHandler: attachesOutOfSequence } },
  'an attach begins where the page is': { by: { attachHandler: attachesThatSkip } },
  'a line is connected only when it has caught up': { by: { attachHandler: attachesThatHurry } },
  'a command is saved before it is sent': { by: { storage: storageThatLosesQueues } },
  'a start is saved before it is sent': {
    by: { storage: storageThatLosesStarts },
    favors: ['reloads', 'leaves', 'comes back'],
  },
  'each page has its own key for its queue': {
    by: { storage: storageWithOneQueue },
    favors: ['says', 'opens a second tab', 'goes offline', 'reloads'],
  },
  'an event carries the id of its command': { by: { link: linkWithoutCommandIds } },
  'a reconnect does not take the session': { by: { link: linkThatAlwaysTakes } },
  'a change carries the id of its command': {
    by: { store: storeForgetfulOfChanges },
    favors: ['changes a message', 'time passes', 'the network changes'],
  },
  'a part says where in its message it begins': {
    by: { link: linkThatRepeatsParts },
    favors: ['the bot begins a message', 'the bot goes on'],
  },
  'each line is told all of a message that is being said': {
    by: { link: linkThatLosesBeginnings },
    favors: ['the bot begins a message', 'the bot goes on', 'loses its line', 'reloads'],
  },
  'credentials are asked for anew at each attach': {
    by: { credentials: credentialsAskedOnce },
    favors: ['signs in', 'log-ins last', 'loses its line'],
  },
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

/** A repeated change is a new one to it. */
function storeForgetfulOfChanges(store: SessionStore): SessionStore {
  const changes = new Set<string>()
  return {
    ...store,
    append(sessionId, { commandId, ...event }) {
      if (commandId === undefined) return store.append(sessionId, event)
      if (!('target' in JSON.parse(event.json))) return store.append(sessionId, { ...event, commandId })
      changes.add(commandId)
      return store.append(sessionId, event)
    },
    committed: async (sessionId, commandId) =>
      changes.has(commandId) ? undefined : store.committed(sessionId, commandId),
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

// ---- attach handlers ---------------------------------------------------------------------------------------------------

const afterAttach = (attachHandler: AttachHandler, alter: (attachment: Attachment) => Attachment): AttachHandler => ({
  async attach(command, line, context) {
    const result = await attachHandler.attach(command, line, context)
    return result.attachment ? { ...result, attachment: alter(result.attachment) } : result
  },
})

/** Commands of a replaced line count as commands of the newest, and the page of the replaced line is not told. */
function attachesWithoutFence(attachHandler: AttachHandler): AttachHandler {
  const newest = new Map<string, Attachment>()
  return {
    async attach(command, line, context) {
      const result = await attachHandler.attach(
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

function attachesOutOfSequence(attachHandler: AttachHandler, clock: Clock): AttachHandler {
  return afterAttach(attachHandler, (attachment) =>
    delegate(attachment, {
      receive: async (command) => void clock.after(clock.random() * 50, () => void attachment.receive(command)),
    }),
  )
}

function attachesThatSkip(attachHandler: AttachHandler): AttachHandler {
  return {
    async attach(command, line, context) {
      const { after = 0, ...rest } = command as { after?: number }
      const skipping = after > 0 ? { ...rest, after: after + 1 } : command
      const result = await attachHandler.attach(skipping, line, context)
      return result.answer.type === 'EventError' ? attachHandler.attach(command, line, context) : result
    },
  }
}

function attachesThatHurry(attachHandler: AttachHandler): AttachHandler {
  return {
    async attach(command, line, context) {
      const result = await attachHandler.attach(command, line, context)
      const { after = 0 } = command as { after?: number }
      return result.attachment ? { ...result, answer: { ...result.answer, head: after } } : result
    },
  }
}

/** The attachment, with some methods replaced. */
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

/** The line, with events changed, repeated or left out before the page has them. */
const withEvents = (line: LinkLine, alter: (event: ChatEvent) => readonly unknown[]): LinkLine => ({
  ...line,
  received: (event) => alter(event as ChatEvent).forEach((altered) => line.received(altered)),
})

function linkWithoutCommandIds(open: OpenLink): OpenLink {
  const strip = (event: ChatEvent): unknown => {
    if (!('index' in event)) return event
    return Object.fromEntries(Object.entries(event).filter(([field]) => field !== 'commandId'))
  }
  return (attach, line) =>
    open(
      attach,
      withEvents(line, (event) => [strip(event)]),
    )
}

/** Each part comes a second time, as if it were the next. */
function linkThatRepeatsParts(open: OpenLink): OpenLink {
  const repeated = (event: ChatEvent) =>
    event.type === 'EventMessagePart' ? [event, { ...event, offset: event.offset + event.text.length }] : [event]
  return (attach, line) => open(attach, withEvents(line, repeated))
}

/** A line that comes after another is told only what is said from then on. */
function linkThatLosesBeginnings(open: OpenLink): OpenLink {
  const isBeginning = (event: ChatEvent) => event.type === 'EventMessagePart' && event.offset === 0
  return (attach, line) => {
    const isFirst = attach.type === 'StartSession'
    return open(attach, isFirst ? line : withEvents(line, (event) => (isBeginning(event) ? [] : [event])))
  }
}

function linkThatAlwaysTakes(open: OpenLink): OpenLink {
  return (attach: AttachCommand, line) => open({ ...attach, take: true }, line)
}

// ---- log-ins ----------------------------------------------------------------------------------------------------------

/** What was given once is given for ever. */
function credentialsAskedOnce(credentials: Credentials): Credentials {
  let given: string | undefined
  return async (request) => (given ??= await credentials(request))
}
