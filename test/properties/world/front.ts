import type { AttachResult, AttachHandler } from '@chat-transport/backend'
import type { AttachCommand, ChatCommand, ChatEvent, Clock } from '@chat-transport/core'

/** A frame from the page. `proof`: it has received the answer to its attach. `end`: it has closed its end. */
export type UpFrame =
  | { readonly type: 'attach'; readonly attach: AttachCommand }
  | { readonly type: 'command'; readonly command: ChatCommand; readonly number: number }
  | { readonly type: 'proof' }
  | { readonly type: 'end' }
/** A frame from the server. `acknowledged`: the frame with that number has arrived. `alive`: the heartbeat. */
export type DownFrame =
  | { readonly type: 'answer' | 'event'; readonly event: ChatEvent }
  | { readonly type: 'acknowledged'; readonly number: number }
  | { readonly type: 'alive' }
  | { readonly type: 'end'; readonly why: string }

export interface FrontOptions {
  readonly clock: Clock
  readonly attachHandler: AttachHandler
  put(frame: DownFrame): void
  room(): Promise<void> | undefined
  answered(attach: AttachCommand, result: AttachResult): void
}

/** The server's end of one wire: reads frames one after another, and connects the page to the back end. */
export interface Front {
  receive(frame: UpFrame): void
  /** The server has noticed that the connection is gone. */
  gone(): void
}

const heartbeatMs = 10_000

export function createFront({ clock, attachHandler, put, room, answered }: FrontOptions): Front {
  let read: Promise<void> = Promise.resolve()
  let result: AttachResult | undefined
  let state: 'open' | 'dropped' | 'gone' = 'open'
  let stopHeart = (): void => undefined

  const beat = () => {
    put({ type: 'alive' })
    stopHeart = clock.after(heartbeatMs, beat)
  }
  const over = (next: 'dropped' | 'gone') => {
    if (state !== 'open') return
    state = next
    stopHeart()
  }
  async function attachTo(attach: AttachCommand) {
    const given = await attachHandler.attach(attach, {
      deliver(events) {
        for (const event of events) put({ type: 'event', event: JSON.parse(event) as ChatEvent })
        return room()
      },
      drop(reason) {
        over('dropped')
        put({ type: 'end', why: `the server has dropped the line: ${reason}` })
      },
    })
    result = given
    answered(attach, given)
    if (state === 'gone') return given.attachment?.detach()
    put({ type: 'answer', event: given.answer })
    given.attachment?.start()
    if (given.attachment && state === 'open') beat()
  }
  async function handle(frame: UpFrame) {
    if (frame.type === 'end') return gone()
    // Also on a line that was dropped: the back end must ignore a late frame.
    if (state === 'gone') return
    if (frame.type === 'attach') return attachTo(frame.attach)
    if (frame.type === 'proof') return result?.attachment?.confirm()
    put({ type: 'acknowledged', number: frame.number })
    await result?.attachment?.receive(frame.command)
  }
  function gone() {
    over('gone')
    result?.attachment?.detach()
  }
  return {
    receive(frame) {
      read = read.then(() => handle(frame))
    },
    gone,
  }
}
