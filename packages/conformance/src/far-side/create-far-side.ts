import { type BackEndControl, checkBackEnd, sayIn } from './back-end-control.ts'
import type { FarSession, FarSide } from './far-side.ts'
import { createFarSidePlans } from './far-side-plans.ts'
import { createFarSideRecord } from './far-side-record.ts'
import type { FrontAttachHandler } from './front.ts'
import { randomName } from './random-name.ts'
import { createAttachInterceptor } from './attach-interceptor.ts'
import { lateWire, type WireControl } from './wire-control.ts'

/** What `createFarSide` makes a far side of. */
export interface FarSideSetup {
  /** Give this to the front in place of the back end. */
  readonly attachHandler: FrontAttachHandler
  /** The harness's `far`. */
  readonly farSide: FarSide
}

/**
 * Builds a far side from a back end and a wire. It intercepts everything between the front and the back end: it records attaches
 * and commands, and answers them as the cases plan. `wire` is called only when a verb needs it, because the front that the wire
 * leads to is made with `attachHandler`. Throws a `TypeError` that names what the back end lacks.
 */
export function createFarSide(backEnd: BackEndControl, wire: () => WireControl): FarSideSetup {
  checkBackEnd(backEnd)
  const record = createFarSideRecord()
  const plans = createFarSidePlans()
  const control = lateWire(wire)

  /** A line that the wire has cut is closed at once, even if the front notices later. */
  async function cut(): Promise<number> {
    const cutLines = record.openLines()
    const reached = await control.cut()
    for (const line of cutLines) line.lost()
    return reached
  }
  /** The front knows how its lines end cleanly. */
  async function closeCleanly(): Promise<number> {
    const closed = record.openLines()
    for (const line of closed) line.drop()
    return closed.length
  }
  async function reset(): Promise<void> {
    await control.refuseLines(false)
    await control.silence(false)
    await control.planRequests([])
    const left = record.openLines()
    await cut()
    for (const line of left) line.drop()
    for (const sessionId of record.sessions()) await backEnd.expire(sessionId)
    plans.reset()
    record.clear()
  }
  async function newSession(): Promise<FarSession> {
    const session = await startSession(backEnd)
    record.sessionMade(session.sessionId)
    record.sessionConfirmed(session.sessionId)
    return session
  }
  const farSide: FarSide = {
    ...control,
    cut,
    closeCleanly,
    reset,
    newSession,
    say: (sessionId, text) => sayIn(backEnd, sessionId, text),
    end: (sessionId) => backEnd.end(sessionId),
    expire: (sessionId) => backEnd.expire(sessionId),
    async send(sessionId, events) {
      const lines = record.openLines(sessionId)
      for (const line of lines) await line.deliverVerbatim(events)
      return lines.length
    },
    planAttaches: async (attachPlans) => plans.planAttaches(attachPlans),
    planCommands: async (commandPlans) => plans.planCommands(commandPlans),
    skip: async (what) => plans.skip(what, record.openLines(what.sessionId)),
    effects: async () => plans.effects(),
    attaches: async () => record.attaches(),
    commands: async (sessionId) => record.commands(sessionId),
    sessions: async () => record.sessions().length,
    confirmed: async () => record.confirmed().length,
    lines: async () => record.openLines().length,
  }
  return { attachHandler: createAttachInterceptor({ backEnd, plans, record, cut }), farSide }
}

/** Starts a session as a page does, and detaches from it. */
async function startSession(backEnd: BackEndControl): Promise<FarSession> {
  const [id, secret, pageId] = [randomName(), randomName(), randomName()]
  const page = { deliver: () => undefined, drop: () => undefined }
  const { attachment } = await backEnd.attach({ type: 'StartSession', id, secret, pageId, take: true }, page)
  if (!attachment) throw new Error('unable to make a session: the back end refused its start')
  attachment.start()
  attachment.confirm?.()
  attachment.detach()
  return { sessionId: attachment.sessionId, secret }
}
