import { silentLogger } from '@chat-transport/core'
import type { AttachCommand, ChatCommand, LineSignal, OpenLink, SendCommand } from '@chat-transport/core'
import { isObject, objectOrNothing } from './json-object.ts'
import { networkReason } from './network-reason.ts'
import { LineEnd, type JsonObject, type LineRequest, type ServerLine } from './server-line.ts'

/** A line over a link (`OpenLink`) of whoever runs the kit. */
export function openLinkLine(open: OpenLink, request: LineRequest): ServerLine {
  const answers: JsonObject[] = []
  const events: JsonObject[] = []
  const signsOfLife: number[] = []
  const scope = new AbortController()
  const signal = scope.signal as LineSignal
  let end: LineEnd | undefined
  const finish = (cause: unknown) => {
    if (end || scope.signal.aborted) return
    end = new LineEnd(`the link was lost: ${networkReason(cause)}`)
    request.note(`ended: ${end.text}`)
  }
  const alive = () => {
    signsOfLife.push(request.now())
  }
  const received = (data: unknown) => {
    const event = parsed(data)
    request.note('◀', event)
    if (isAnswer(event, request.attach, answers.length === 0)) answers.push(event)
    else events.push(objectOrNothing(event) ?? { 'no event': event })
    alive()
  }
  const openLink = async (): Promise<SendCommand> =>
    open(request.attach as AttachCommand, { received, alive, lost: finish, signal, logger: silentLogger })
  request.note('▶', request.attach)
  /** Until the link is open commands wait. */
  const put = openLink()
  const sendOne = async (command: unknown) => {
    request.note('▶', command)
    await (
      await put
    )(command as ChatCommand)
  }
  put.catch(finish)
  return {
    name: request.name,
    answers,
    events,
    signsOfLife,
    get end() {
      return end
    },
    send(...commands) {
      for (const command of commands) sendOne(command).catch(finish)
    },
    vanish: () => scope.abort(new Error('the network is gone')),
    goodbye: () => scope.abort('detached'),
  }
}

/** The first refusal may lack a `commandId`, when the attach had no usable `id`. */
function isAnswer(event: unknown, attach: unknown, isFirst: boolean): event is JsonObject {
  if (!isObject(event)) return false
  const { type, commandId } = event
  if (type === 'EventAttached') return true
  if (type !== 'EventError' && type !== 'EventSessionTaken') return false
  return commandId === undefined ? isFirst : commandId === objectOrNothing(attach)?.id
}

function parsed(data: unknown): unknown {
  if (typeof data !== 'string') return data
  try {
    return JSON.parse(data)
  } catch {
    return data // garbage: a case sees it as no event
  }
}
