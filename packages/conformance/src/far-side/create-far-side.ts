import type { ChatCommand } from '@chat-transport/core'
import type { AttachPlan, CommandPlan, FarSide, Skip } from './far-side.ts'
import { randomName } from './random-name.ts'
import { createStageLine, type StageLine } from './stage-line.ts'

/** A front's line to a visitor, as a back end sees it: the shape of `VisitorLine` in @chat-transport/backend. */
export interface FrontLine {
  deliver(events: readonly never[]): void | Promise<void>
  drop(reason: never): void
}
/** An accepted attach: the shape of `Attachment` in @chat-transport/backend. */
export interface FrontAttachment {
  readonly sessionId: string
  start(): void
  confirm?(): void
  receive(command: unknown): Promise<void>
  detach(): void
}
/** The answer to an attach: the shape of `AttachResult` in @chat-transport/backend. */
export interface FrontResult {
  readonly answer: object
  readonly attachment?: FrontAttachment
}
/** What a front takes visitors to: the shape of `VisitorEntrance` in @chat-transport/backend. */
export interface FrontEntrance {
  attach(command: unknown, line: FrontLine, context?: never): Promise<FrontResult>
}

/** The chat back end behind the front: where visitors attach, and three things that its own side does. */
export interface BackEndHand extends FrontEntrance {
  /** An agent says something; joins first if need be. Resolves with the index of the message in the transcript. */
  say(sessionId: string, text: string): Promise<number>
  /** The session ends: `EventSessionEnded` is the last of its transcript. */
  end(sessionId: string): Promise<void>
  /** The session is forgotten, its line closed. Resolves too where there is no such session any more. */
  expire(sessionId: string): Promise<void>
}
/** The wire between front and page. */
export type WireHand = Pick<FarSide, 'cut' | 'refuseLines' | 'silence' | 'sendGarbage'>

export interface StagedFarSide {
  /** What the front has to be given in place of the back end. */
  readonly entrance: FrontEntrance
  /** The harness's `far`. */
  readonly farSide: FarSide
}

/**
 * Builds a far side from a back end and a wire: it stands between the front and the back end, watches what passes, and does
 * what the plans say. `wire` is asked for when first needed, since the front is made with the entrance. Throws a `TypeError` that
 * names what the back end lacks.
 */
export function createFarSide(backEnd: BackEndHand, wire: () => WireHand): StagedFarSide {
  checkBackEnd(backEnd)
  let lines: StageLine[] = []
  let sessions = new Set<string>()
  let attaches: unknown[] = []
  let commands: { sessionId: string; command: unknown }[] = []
  let attachPlans: AttachPlan[] = []
  let commandPlans: CommandPlan[] = []
  let skips: (Skip & { left: number })[] = []
  let hold = new AbortController()

  const openLines = (sessionId?: string) =>
    lines.filter((line) => line.isOpen && (sessionId === undefined || line.sessionId === sessionId))
  /** What the wire has cut is over at once, however late the front comes to know of it. */
  async function cut() {
    const cutLines = openLines()
    await wire().cut()
    for (const line of cutLines) line.lost()
  }
  const notAvailable = (command: unknown) =>
    refusal(command, { error: { code: 100, description: 'Chat Server is not available' } })

  function endHolds(why: HoldEnd) {
    hold.abort(why)
    hold = new AbortController()
  }
  async function attach(command: unknown, front: FrontLine, context?: never): Promise<FrontResult> {
    attaches.push(command)
    const plan: AttachPlan = attachPlans.shift() ?? { type: 'answer' }
    if (plan.type === 'refuse') return { answer: refusal(command, plan.event) }
    if (plan.type === 'hold' && (await released(hold.signal)) === 'reset') return { answer: notAvailable(command) }
    const line = createStageLine(front)
    const result = await backEnd.attach(command, line, context)
    if (!result.attachment) return result
    sessions.add(result.attachment.sessionId)
    if (plan.type === 'lose') {
      result.attachment.detach()
      await cut()
      return { answer: notAvailable(command) }
    }
    return accept(line, { ...result, attachment: result.attachment }, plan)
  }
  /** The back end has accepted the attach: the front is given the answer as planned, and the hand stays on the line. */
  async function accept(line: StageLine, { answer, attachment }: Required<FrontResult>, plan: AttachPlan) {
    lines.push(line)
    for (const skip of skips) applySkip(skip, line, attachment.sessionId)
    const { before, fields }: Partial<Extract<AttachPlan, { type: 'answer' }>> = plan.type === 'answer' ? plan : {}
    if (before) await line.deliverVerbatim(before)
    return {
      answer: { ...answer, ...fields },
      attachment: line.accepted(attachment, (received) => receive(line, received)),
    }
  }
  async function receive(line: StageLine, command: unknown): Promise<void> {
    commands.push({ sessionId: line.sessionId ?? '', command })
    const plan = commandPlans.shift()
    switch (plan?.type) {
      case undefined:
        return line.pass(command)
      case 'ignore':
        return
      case 'refuse':
        return line.deliverVerbatim([refusal(command, plan.event)])
      case 'lose':
        line.mute()
        await line.pass(command)
        return cut()
    }
  }
  function applySkip(skip: { left: number } & Skip, line: StageLine, sessionId: string): void {
    if (skip.sessionId !== sessionId || skip.left === 0) return
    skip.left--
    line.skip(skip.index)
  }

  const farSide: FarSide = {
    ...wireOf(wire),
    cut,
    async reset() {
      await wire().refuseLines(false)
      await wire().silence(false)
      const left = openLines()
      await cut()
      for (const line of left) line.drop()
      for (const sessionId of sessions) await backEnd.expire(sessionId)
      endHolds('reset')
      lines = []
      sessions = new Set()
      ;[attaches, commands, attachPlans, commandPlans, skips] = [[], [], [], [], []]
    },
    async newSession() {
      const [id, secret, pageId] = [randomName(), randomName(), randomName()]
      const nobody = { deliver: () => undefined, drop: () => undefined }
      const { attachment } = await backEnd.attach({ type: 'StartSession', id, secret, pageId, take: true }, nobody)
      if (!attachment) throw new Error('unable to make a session: the back end refused its start')
      attachment.start()
      attachment.confirm?.()
      attachment.detach()
      sessions.add(attachment.sessionId)
      return { sessionId: attachment.sessionId, secret }
    },
    async say(sessionId, text) {
      const index: unknown = await backEnd.say(sessionId, text)
      if (typeof index === 'number') return index
      throw new TypeError(`backEnd.say must resolve with the index of the message, not with ${String(index)}`)
    },
    end: (sessionId) => backEnd.end(sessionId),
    expire: (sessionId) => backEnd.expire(sessionId),
    async send(sessionId, events) {
      for (const line of openLines(sessionId)) await line.deliverVerbatim(events)
    },
    async planAttaches(plans) {
      attachPlans = [...plans]
      endHolds('planned anew')
    },
    planCommands: async (plans) => void (commandPlans = [...plans]),
    async skip(what) {
      const skip = { ...what, left: what.lines }
      skips.push(skip)
      for (const line of openLines(what.sessionId)) applySkip(skip, line, what.sessionId)
    },
    attaches: async () => attaches as Awaited<ReturnType<FarSide['attaches']>>,
    commands: async (sessionId) =>
      commands.filter((entry) => entry.sessionId === sessionId).map(({ command }) => command as ChatCommand),
    sessions: async () => sessions.size,
    lines: async () => openLines().length,
  }
  return { entrance: { attach }, farSide }
}

function checkBackEnd(backEnd: unknown): void {
  if (typeof backEnd !== 'object' || backEnd === null) throw new TypeError('createFarSide: backEnd must be an object')
  const missing = ['attach', 'say', 'end', 'expire'].find((verb) => typeof Reflect.get(backEnd, verb) !== 'function')
  if (missing) throw new TypeError(`createFarSide: backEnd.${missing} must be a function`)
}

/** The wire's verbs, without holding on to a wire that may not be there yet. */
const wireOf = (wire: () => WireHand): Omit<WireHand, 'cut'> => ({
  refuseLines: (refused) => wire().refuseLines(refused),
  silence: (silent) => wire().silence(silent),
  sendGarbage: (text) => wire().sendGarbage(text),
})

const refusal = (command: unknown, fields: object): object => ({
  type: 'EventError',
  ...fields,
  commandId: (command as { id?: unknown }).id,
})

type HoldEnd = 'planned anew' | 'reset'

const released = (signal: AbortSignal): Promise<HoldEnd> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason as HoldEnd), { once: true }))
