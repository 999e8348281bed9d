import { type BackEndHand, checkBackEnd, sayIn } from './back-end-hand.ts'
import type { FarSession, FarSide } from './far-side.ts'
import { createFarSidePlans } from './far-side-plans.ts'
import { createFarSideRecord } from './far-side-record.ts'
import type { FrontAttachGate } from './front.ts'
import { randomName } from './random-name.ts'
import { createStageAttachGate } from './stage-attach-gate.ts'

/** The wire between front and page. */
export type WireHand = Pick<FarSide, 'cut' | 'refuseLines' | 'silence' | 'sendGarbage'>

export interface StagedFarSide {
  /** Give this to the front in place of the back end. */
  readonly attachGate: FrontAttachGate
  /** The harness's `far`. */
  readonly farSide: FarSide
}

/**
 * Builds a far side from a back end and a wire. It stands between the front and the back end, records what passes, and carries
 * out the plans of the cases. `wire` is called when it is first needed, since the front is made with `attachGate`. Throws a
 * `TypeError` that names what the back end lacks.
 */
export function createFarSide(backEnd: BackEndHand, wire: () => WireHand): StagedFarSide {
  checkBackEnd(backEnd)
  const record = createFarSideRecord()
  const plans = createFarSidePlans()

  /** A line that the wire has cut is over at once, even if the front notices later. */
  async function cut(): Promise<void> {
    const cutLines = record.openLines()
    await wire().cut()
    for (const line of cutLines) line.lost()
  }
  async function reset(): Promise<void> {
    await wire().refuseLines(false)
    await wire().silence(false)
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
    return session
  }
  const farSide: FarSide = {
    ...wireOf(wire),
    cut,
    reset,
    newSession,
    say: (sessionId, text) => sayIn(backEnd, sessionId, text),
    end: (sessionId) => backEnd.end(sessionId),
    expire: (sessionId) => backEnd.expire(sessionId),
    async send(sessionId, events) {
      for (const line of record.openLines(sessionId)) await line.deliverVerbatim(events)
    },
    planAttaches: async (attachPlans) => plans.planAttaches(attachPlans),
    planCommands: async (commandPlans) => plans.planCommands(commandPlans),
    skip: async (what) => plans.skip(what, record.openLines(what.sessionId)),
    attaches: async () => record.attaches(),
    commands: async (sessionId) => record.commands(sessionId),
    sessions: async () => record.sessions().length,
    lines: async () => record.openLines().length,
  }
  return { attachGate: createStageAttachGate({ backEnd, plans, record, cut }), farSide }
}

/** Makes a session as a page would that starts it and goes. */
async function startSession(backEnd: BackEndHand): Promise<FarSession> {
  const [id, secret, pageId] = [randomName(), randomName(), randomName()]
  const page = { deliver: () => undefined, drop: () => undefined }
  const { attachment } = await backEnd.attach({ type: 'StartSession', id, secret, pageId, take: true }, page)
  if (!attachment) throw new Error('unable to make a session: the back end refused its start')
  attachment.start()
  attachment.confirm?.()
  attachment.detach()
  return { sessionId: attachment.sessionId, secret }
}

/** The wire's verbs. The wire is asked for at each call, since it may not exist yet. */
const wireOf = (wire: () => WireHand): Omit<WireHand, 'cut'> => ({
  refuseLines: (refused) => wire().refuseLines(refused),
  silence: (silent) => wire().silence(silent),
  sendGarbage: (text) => wire().sendGarbage(text),
})
