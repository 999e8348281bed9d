import { randomUUID } from 'node:crypto'
import type { Claim, EventToStore, SessionStore, StoredSession } from '@chat-transport/backend'
import type { BrokenServer, Json, StoreFault } from './broken-server.ts'

const codeOf = ({ error }: Json) => (error as { code?: unknown } | undefined)?.code

/** What is kept, over restarts and outages of the store. */
export const brokenKeeping: readonly BrokenServer[] = [
  {
    name: 'loses-chats-at-a-restart',
    bug: 'keeps its sessions in memory only, so that a restart loses all of them',
    rules: ['P41'],
    store: (_real, another) => {
      let current = another()
      return { ...following(() => current), restarted: () => void (current = another()) }
    },
  },
  {
    name: 'loses-the-newest-event',
    bug: 'writes each event behind the next one, so that a restart loses the newest',
    rules: ['P25', 'P5', 'P43'],
    store: losesTheNewest,
  },
  {
    name: 'forgets-command-ids-at-a-restart',
    bug: 'knows repeated commands from memory, so that one from before a restart is carried out again',
    rules: ['P26'],
    store: (real) => {
      const known = new Map<string, string>()
      let generation = 0
      /** Another id for a command of another generation: the store does not know it. */
      const idOf = (commandId: string) => {
        const first = known.get(commandId) ?? String(generation)
        known.set(commandId, first)
        return first === String(generation) ? commandId : `${commandId} ${generation}`
      }
      return {
        append: (id, event) =>
          real.append(id, { ...event, ...(event.commandId !== undefined && { commandId: idOf(event.commandId) }) }),
        committed: (id, commandId) => real.committed(id, idOf(commandId)),
        restarted: () => void (generation += 1),
      }
    },
  },
  {
    name: 'forgets-starts-at-a-restart',
    bug: 'knows repeated starts from memory, so that one from before a restart makes another session',
    rules: ['P10'],
    store: (real) => {
      let generation = 0
      /** In which each session was made: its start has another name in each. */
      const generations = new Map<string, number>()
      const named = (claim: Claim, of = generation): Claim => ({
        ...claim,
        device: { ...claim.device, startId: `${claim.device.startId} ${of}` },
      })
      const unnamed = (session: StoredSession): StoredSession => ({
        ...session,
        devices: session.devices.map((device) => ({ ...device, startId: device.startId.replace(/ \d+$/, '') })),
      })
      return {
        async create(record, joined, claim) {
          const session = await real.create(record, joined, named(claim))
          generations.set(session.record.id, generation)
          return unnamed(session)
        },
        async find(id) {
          const session = await real.find(id)
          return session && unnamed(session)
        },
        async claim(id, claim) {
          const claimed = await real.claim(id, named(claim, generations.get(id)))
          return 'session' in claimed ? { ...claimed, session: unnamed(claimed.session) } : claimed
        },
        restarted: () => void (generation += 1),
      }
    },
  },
  {
    name: 'forgets-the-holder-at-a-restart',
    bug: 'keeps in memory which page holds a session, so that after a restart every page does',
    rules: ['P19'],
    store: claimsAnew((claim) => ({ ...claim, take: true, attachId: randomUUID() })),
  },
  {
    name: 'forgets-the-takes-at-a-restart',
    bug: 'keeps in memory which attaches took a session, so that one from before a restart takes it again',
    rules: ['P19'],
    store: claimsAnew((claim) => ({ ...claim, attachId: randomUUID() })),
  },
  {
    name: 'forgets-what-was-read-at-a-restart',
    bug: 'keeps in memory how far a party has read',
    rules: ['P34'],
    store: (real) => {
      let hasRestarted = false
      const unread = (session: StoredSession): StoredSession => (hasRestarted ? { ...session, reads: [] } : session)
      return {
        async find(id) {
          const session = await real.find(id)
          return session && unread(session)
        },
        async claim(id, claim) {
          const claimed = await real.claim(id, claim)
          return 'session' in claimed ? { ...claimed, session: unread(claimed.session) } : claimed
        },
        restarted: () => void (hasRestarted = true),
      }
    },
  },
  {
    name: 'any-secret-after-a-restart',
    bug: 'keeps the secrets in memory, and lets everybody in whose secret it has lost at a restart',
    rules: ['P11'],
    store: () => ({}),
    backend: () => {
      const secrets = new Map<unknown, unknown>()
      let hasRestarted = false
      return {
        attach: ({ attach, real }) =>
          real(
            hasRestarted && secrets.has(attach.sessionId)
              ? { ...attach, secret: secrets.get(attach.sessionId) }
              : attach,
          ),
        answer(answer, attach) {
          if (attach.type === 'StartSession' && answer.sessionId) secrets.set(answer.sessionId, attach.secret)
          return answer
        },
        restarted: () => void (hasRestarted = true),
      }
    },
  },
  {
    name: 'stores-twice-after-an-outage',
    bug: 'stores a command that it could not decide, and again when it is repeated',
    rules: ['P26'],
    store: (real) => {
      const undecided = new Set<string | undefined>()
      return {
        async append(id, event) {
          try {
            if (undecided.delete(event.commandId)) await real.append(id, { ...event, commandId: randomUUID() })
            return await real.append(id, event)
          } catch (cause) {
            undecided.add(event.commandId)
            throw cause
          }
        },
      }
    },
  },
  {
    name: 'loses-an-event-after-an-outage',
    bug: 'sends the first event after an outage and does not store it, though it has an index',
    rules: ['P26', 'P5', 'P14'],
    store: (real) => {
      const lost = new Map<string, number>()
      const isOut = new Set<string>()
      return {
        async append(id, event) {
          try {
            const appended = await real.append(id, event)
            if (isOut.delete(id) && 'event' in appended) lost.set(id, appended.event.index)
            return appended
          } catch (cause) {
            isOut.add(id)
            throw cause
          }
        },
        read: async (id, after, maxBytes) =>
          (await real.read(id, after, maxBytes)).filter(({ index }) => index !== lost.get(id)),
      }
    },
  },
  {
    name: 'stores-what-it-has-sent',
    bug: 'sends an event when the store is out of reach, and stores it when it is back',
    rules: ['P6'],
    store: (real) => writesBehind(real, 'kept'),
  },
  {
    name: 'never-stores-what-it-has-sent',
    bug: 'sends an event although the store has refused it',
    rules: ['P6'],
    store: (real) => writesBehind(real, 'lost'),
  },
  {
    name: 'unknown-in-an-outage',
    bug: 'answers a restore with 50 while its store is out of reach',
    rules: ['P12'],
    store: () => ({}),
    backend: () => ({
      answer: (answer, { type }) =>
        type === 'RestoreSession' && codeOf(answer) === 100
          ? { ...answer, error: { code: 50, description: 'chat session ID unknown' } }
          : answer,
    }),
  },
  {
    name: 'goes-on-after-100',
    bug: 'answers a command with 100 and lets the line go on',
    rules: ['P29'],
    store: () => ({}),
    backend: () => ({
      line: () => ({ drop: (reason, line) => (reason === 'unavailable' ? undefined : line.drop(reason)) }),
    }),
  },
]

const following = (store: () => SessionStore): SessionStore => ({
  create: (record, joined, claim) => store().create(record, joined, claim),
  find: (id) => store().find(id),
  claim: (id, claim) => store().claim(id, claim),
  append: (id, event) => store().append(id, event),
  committed: (id, commandId) => store().committed(id, commandId),
  read: (id, after, maxBytes) => store().read(id, after, maxBytes),
  markRead: (id, mark) => store().markRead(id, mark),
  remove: (id) => store().remove(id),
})

/** The first claim of each session after a restart is made as if nothing had been before. */
function claimsAnew(changed: (claim: Parameters<SessionStore['claim']>[1]) => typeof claim): StoreFault {
  return (real) => {
    const known = new Set<string>()
    let hasRestarted = false
    return {
      claim(id, claim) {
        const isFirst = hasRestarted && !known.has(id)
        known.add(id)
        return real.claim(id, isFirst ? changed(claim) : claim)
      },
      restarted() {
        hasRestarted = true
        known.clear()
      },
    }
  }
}

/** After a restart it carries out again all that was done before, but for the newest event of each session. */
function losesTheNewest(_real: SessionStore, another: () => SessionStore): ReturnType<StoreFault> {
  const done: { readonly id: string; readonly isEvent: boolean; again(store: SessionStore): Promise<unknown> }[] = []
  let current = another()
  const keep = <Result>(id: string, again: (store: SessionStore) => Promise<Result>, isEvent = false) => {
    done.push({ id, isEvent, again })
    return again(current)
  }
  return {
    ...following(() => current),
    create: (record, joined, claim) => keep(record.id, (store) => store.create(record, joined, claim)),
    claim: (id, claim) => keep(id, (store) => store.claim(id, claim)),
    append: (id, event) => keep(id, (store) => store.append(id, event), true),
    markRead: (id, mark) => keep(id, (store) => store.markRead(id, mark)),
    async restarted() {
      current = another()
      const events = done.filter(({ isEvent }) => isEvent)
      const newest = new Set(new Map(events.map((each) => [each.id, each])).values())
      for (const each of done) if (!newest.has(each)) await each.again(current)
    },
  }
}

/** Accepts what the store cannot take. */
function writesBehind(real: SessionStore, waiting: 'kept' | 'lost'): Partial<SessionStore> {
  const heads = new Map<string, number>()
  const queue: { readonly id: string; readonly event: EventToStore }[] = []
  const flush = async () => {
    for (let next = queue[0]; next; next = queue[0]) {
      await real.append(next.id, next.event)
      queue.shift()
    }
  }
  return {
    async append(id, event) {
      try {
        await flush()
        const appended = await real.append(id, event)
        if ('event' in appended) heads.set(id, appended.event.index)
        return appended
      } catch {
        // The fault: what the store has refused is said to be kept.
        const index = (heads.get(id) ?? 1) + 1
        heads.set(id, index)
        if (waiting === 'kept') queue.push({ id, event })
        return { outcome: 'appended', event: { index, json: event.json } }
      }
    },
    async claim(id, claim) {
      await flush()
      return real.claim(id, claim)
    },
    async read(id, after, maxBytes) {
      await flush()
      return real.read(id, after, maxBytes)
    },
  }
}
