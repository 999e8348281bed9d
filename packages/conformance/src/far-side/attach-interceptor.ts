import type { BackEndControl } from './back-end-control.ts'
import type { AttachPlan } from './far-side.ts'
import type { FarSidePlans } from './far-side-plans.ts'
import type { FarSideRecord } from './far-side-record.ts'
import type { FrontAttachHandler, FrontAttachment, FrontLine, FrontResult } from './front.ts'
import { createInterceptedLine, type InterceptedLine } from './intercepted-line.ts'

export interface AttachInterceptorParts {
  readonly backEnd: BackEndControl
  readonly plans: FarSidePlans
  readonly record: FarSideRecord
  /** Cuts every line, and resolves with their number. */
  readonly cut: () => Promise<number>
}

/** Intercepts the attaches between front and back end: records attaches and commands, and answers them as planned. */
export function createAttachInterceptor({ backEnd, plans, record, cut }: AttachInterceptorParts): FrontAttachHandler {
  async function attach(command: unknown, front: FrontLine, context?: never): Promise<FrontResult> {
    record.attachReceived(command)
    const plan = plans.nextAttach()
    const planned = plan && (await answerInstead(command, plan))
    if (planned) return { answer: planned }
    const line = createInterceptedLine(front)
    const result = await backEnd.attach(command, line, context)
    if (!result.attachment) return result
    record.sessionMade(result.attachment.sessionId)
    if (plan?.type === 'lose') return lose(command, result.attachment)
    return accept(line, { ...result, attachment: result.attachment }, plan)
  }
  /** The answer to an attach that is not carried out. */
  async function answerInstead(command: unknown, plan: AttachPlan): Promise<object | undefined> {
    if (plan.type === 'refuse' || plan.type === 'hold') plans.attachTreated()
    if (plan.type === 'refuse') return refusal(command, plan.event)
    const isOver = plan.type === 'hold' && (await plans.released()) === 'reset'
    return isOver ? notAvailable(command) : undefined
  }
  async function lose(command: unknown, attachment: FrontAttachment): Promise<FrontResult> {
    attachment.detach()
    if ((await cut()) > 0) plans.attachTreated()
    return { answer: notAvailable(command) }
  }
  /** Gives the front the planned answer, and keeps control of the line. */
  async function accept(line: InterceptedLine, { answer, attachment }: Required<FrontResult>, plan?: AttachPlan) {
    record.lineAccepted(line)
    plans.applySkips(line, attachment.sessionId)
    const { before, fields }: Partial<Extract<AttachPlan, { type: 'answer' }>> = plan?.type === 'answer' ? plan : {}
    if (before) await line.deliverVerbatim(before)
    if (plan?.type === 'answer') plans.attachTreated()
    return {
      answer: { ...answer, ...fields },
      attachment: line.accepted(attachment, {
        confirmed: () => record.sessionConfirmed(attachment.sessionId),
        receive: (command) => receive(line, command),
      }),
    }
  }
  async function receive(line: InterceptedLine, command: unknown): Promise<void> {
    record.commandReceived(line.sessionId ?? '', command)
    const plan = plans.nextCommand()
    switch (plan?.type) {
      case undefined:
        return line.pass(command)
      case 'ignore':
        return plans.commandTreated()
      case 'refuse':
        plans.commandTreated()
        return line.deliverVerbatim([refusal(command, plan.event)])
      case 'lose':
        line.mute()
        await line.pass(command)
        if ((await cut()) > 0) plans.commandTreated()
    }
  }
  return { attach }
}

const refusal = (command: unknown, fields: object): object => ({
  type: 'EventError',
  ...fields,
  commandId: (command as { id?: unknown }).id,
})

const notAvailable = (command: unknown) =>
  refusal(command, { error: { code: 100, description: 'Chat Server is not available' } })
