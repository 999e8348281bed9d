import type { ReadMark } from '@chat-transport/core'
import type {
  Device,
  EventToStore,
  SessionRecord,
  StoredEvent,
  StoredSession,
  StoredVisitor,
} from '@chat-transport/backend'
import { answering, keeps, type BrokenStore } from './broken-store.ts'

/** Objects that are kept, or given away: S21. */
export const brokenReferences: readonly BrokenStore[] = [
  keeps(['S21', 'keeps-the-record', 'keeps the record that it is given'], (store) => {
    const records = new Map<string, SessionRecord>()
    const answers = answering(store, (session) => ({
      ...session,
      record: records.get(session.record.id) ?? session.record,
    }))
    return {
      ...answers,
      create(record, joined, claim) {
        if (!records.has(record.id)) records.set(record.id, record)
        return answers.create(record, joined, claim)
      },
    }
  }),
  keeps(['S21', 'keeps-the-visitor', 'keeps the visitor that an event tells of'], (store) => {
    const visitors = new Map<string, StoredVisitor>()
    return {
      ...answering(store, (session) => ({ ...session, visitor: visitors.get(session.record.id) ?? session.visitor })),
      async append(sessionId, event) {
        const appended = await store.append(sessionId, event)
        if (appended.outcome === 'appended' && event.visitor) visitors.set(sessionId, event.visitor)
        return appended
      },
      remove(sessionId) {
        visitors.delete(sessionId)
        return store.remove(sessionId)
      },
    }
  }),
  keeps(['S21', 'keeps-the-event', 'keeps the event that it is given'], (store) => {
    const events = new Map<string, EventToStore>()
    const asGiven = (sessionId: string, event: StoredEvent) => {
      const given = events.get(`${sessionId} ${event.index}`)
      return { ...event, json: given?.json ?? event.json }
    }
    return {
      async append(sessionId, event) {
        const appended = await store.append(sessionId, event)
        if (appended.outcome === 'appended') events.set(`${sessionId} ${appended.event.index}`, event)
        return appended
      },
      async read(sessionId, ...asked) {
        return (await store.read(sessionId, ...asked)).map((event) => asGiven(sessionId, event))
      },
      async remove(sessionId) {
        for (const key of events.keys()) if (key.startsWith(`${sessionId} `)) events.delete(key)
        await store.remove(sessionId)
      },
    }
  }),
  keeps(['S21', 'keeps-the-device', 'keeps the device of a claim'], (store) => {
    const given = new Map<string, Device>()
    const answers = answering(store, (session) => ({
      ...session,
      devices: session.devices.map((device) => given.get(device.startId) ?? device),
    }))
    return {
      ...answers,
      claim(sessionId, claim) {
        if (claim.join) given.set(claim.device.startId, claim.device)
        return answers.claim(sessionId, claim)
      },
      async create(...start) {
        given.delete(start[2].device.startId)
        return answers.create(...start)
      },
    }
  }),
  keeps(['S21', 'keeps-the-mark', 'keeps the read mark that it is given'], (store) => {
    const marks = new Map<string, ReadMark>()
    return {
      ...answering(store, (session) => ({
        ...session,
        reads: session.reads.map((mark) => marks.get(`${session.record.id} ${mark.party.id} ${mark.upTo}`) ?? mark),
      })),
      markRead(sessionId, mark) {
        marks.set(`${sessionId} ${mark.party.id} ${mark.upTo}`, mark)
        return store.markRead(sessionId, mark)
      },
    }
  }),
  keeps(['S21', 'gives-its-record', 'answers with the record that it keeps'], (store) => {
    const records = new Map<string, SessionRecord>()
    return answering(store, (session: StoredSession) => {
      const record = records.get(session.record.id) ?? structuredClone(session.record)
      if (session.head === 1 && session.reads.length === 0) records.set(record.id, structuredClone(session.record))
      return { ...session, record: records.get(record.id) ?? record }
    })
  }),
  keeps(['S21', 'gives-its-events', 'answers with the events that it keeps'], (store) => {
    const events = new Map<string, StoredEvent>()
    const own = (sessionId: string, event: StoredEvent): StoredEvent => {
      const key = `${sessionId} ${event.json}`
      const kept = events.get(key) ?? structuredClone(event)
      events.set(key, kept)
      return kept
    }
    return {
      async read(sessionId, ...asked) {
        return (await store.read(sessionId, ...asked)).map((event) => own(sessionId, event))
      },
      async remove(sessionId) {
        for (const key of events.keys()) if (key.startsWith(`${sessionId} `)) events.delete(key)
        await store.remove(sessionId)
      },
    }
  }),
]
