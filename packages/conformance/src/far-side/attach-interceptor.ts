import type { BackEndControl } from './back-end-control.ts'
import type { AttachPlan } from './far-side.ts'
import type { FarSidePlans } from './far-side-plans.ts'
import type { FarSideRecord } from './far-side-record.ts'
import type { FrontAttachHandler, FrontLine, FrontResult } from './front.ts'
import { createInterceptedLine, type InterceptedLine } from './intercepted-line.ts'

export interface AttachInterceptorParts {
  readonly backEnd: BackEndControl
  readonly plans: FarSidePlans
  readonly record: FarSideRecord
  /** Cuts every line. */
  readonly cut: () => Promise<void>
}

/** Intercepts the attaches between front and back end: records attaches and commands, and answers them as planned. */
export function createAttachInterceptor({ backEnd, plans, record, cut }: AttachInterceptorParts): FrontAttachHandler {
  async function attach(command: unknown, front: FrontLine, context?: never): Promise<FrontResult> {
    record.attachReceived(command)
    const plan = plans.nextAttach()
    if (plan.type === 'refuse') return { answer: refusal(command, plan.event) }
    if (plan.type === 'hold' && (await plans.released()) === 'reset') return { answer: notAvailable(command) }
    const line = createInterceptedLine(front)
    const result = await backEnd.attach(command, line, context)
    if (!result.attachment) return result
    record.sessionMade(result.attachment.sessionId)
    if (plan.type === 'lose') {
      result.attachment.detach()
      await cut()
      return { answer: notAvailable(command) }
    }
    return accept(line, { ...result, attachment: result.attachment }, plan)
  }
  /** Gives the front the planned answer, and keeps control of the line. */
  async function accept(line: InterceptedLine, { answer, attachment }: Required<FrontResult>, plan: AttachPlan) {
    record.lineAccepted(line)
    plans.applySkips(line, attachment.sessionId)
    const { before, fields }: Partial<Extract<AttachPlan, { type: 'answer' }>> = plan.type === 'answer' ? plan : {}
    if (before) await line.deliverVerbatim(before)
    return {
      answer: { ...answer, ...fields },
      attachment: line.accepted(attachment, (command) => receive(line, command)),
    }
  }
  async function receive(line: InterceptedLine, command: unknown): Promise<void> {
    record.commandReceived(line.sessionId ?? '', command)
    const plan = plans.nextCommand()
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
  return { attach }
}

const refusal = (command: unknown, fields: object): object => ({
  type: 'EventError',
  ...fields,
  commandId: (command as { id?: unknown }).id,
})

const notAvailable = (command: unknown) =>
  refusal(command, { error: { code: 100, description: 'Chat Server is not available' } })
