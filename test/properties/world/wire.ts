import type { AttachCommand, ChatEvent, Clock, LinkLine, SendCommand } from '@chat-transport/core'
import type { DownFrame, Front, UpFrame } from './front.ts'
import { createFront, type FrontOptions } from './front.ts'
import { createPipe, type Conditions } from './pipe.ts'

/** How a wire breaks: which end notices at once, and whether frames on their way to the server arrive. */
export interface Cut {
  readonly pageIs: 'told' | 'unaware'
  readonly serverIs: 'told' | 'unaware'
  readonly inFlight: 'lost' | 'late'
}

export interface WireOptions extends Pick<FrontOptions, 'clock' | 'attachHandler' | 'answered'> {
  readonly clock: Clock
  readonly attach: AttachCommand
  readonly line: LinkLine
  conditions(): Conditions
  /** Runs code in the page. */
  enter(run: () => void): void
}

/** One connection: a pipe in each direction, the page's end and the server's. */
export interface Wire {
  /** Resolves when the page has the answer to its attach. */
  readonly opened: Promise<SendCommand>
  /** An attach was accepted on it, and the page has received the answer. */
  readonly attached: boolean
  /** How long it has been attached and without a fault; 0 if it is not. */
  readonly soundForMs: number
  cut(cut: Cut): void
  stall(ms: number): void
  /** One direction stops working, and neither end notices. */
  swallow(direction: 'up' | 'down'): void
}

/** The server gives up a connection after this much silence. */
const serverPatienceMs = 30_000
/** The delay of frames that were stuck in a connection that was cut. */
const lateMs = 2500

export function createWire(options: WireOptions): Wire {
  const { clock, attach, line, conditions, enter, attachHandler, answered } = options
  const acknowledgements = new Map<number, () => void>()
  let sent = 0
  let attached = false
  let soundSince: number | undefined
  let isFaulty = false
  let open: (send: SendCommand) => void
  const opened = new Promise<SendCommand>((resolve) => (open = resolve))

  const down = createPipe<string>({
    clock,
    conditions,
    mayOvertake: (text) => isTranscriptEvent(parse(text)),
    mayRepeat: (text) => isTranscriptEvent(parse(text)),
    deliver: (text) => enter(() => line.signal.aborted || hear(parse(text) as DownFrame)),
  })
  const up = createPipe<string>({
    clock,
    conditions,
    mayOvertake: () => false,
    mayRepeat: (text) => (parse(text) as UpFrame).type === 'command',
    deliver: (text) => front.receive(parse(text) as UpFrame),
  })
  const putDown = (frame: DownFrame) => down.put(JSON.stringify(frame))
  const putUp = (frame: UpFrame) => up.put(JSON.stringify(frame))
  const front: Front = createFront({ clock, attachHandler, put: putDown, room: down.room, answered })

  const send: SendCommand = (command) => {
    const number = ++sent
    putUp({ type: 'command', command, number })
    return new Promise((resolve) => acknowledgements.set(number, resolve))
  }
  function hear(frame: DownFrame) {
    switch (frame.type) {
      case 'answer':
        line.received(frame.event)
        attached = frame.event.type === 'EventAttached' && !line.signal.aborted
        if (attached && !isFaulty) soundSince = clock.monotonic()
        putUp({ type: 'proof' })
        return open(send)
      case 'event':
        return line.received(frame.event)
      case 'acknowledged':
        line.alive()
        return acknowledgements.get(frame.number)?.()
      case 'alive':
        return line.alive()
      case 'end':
        return line.lost(new Error(frame.why))
    }
  }
  const breaks = () => {
    isFaulty = true
    soundSince = undefined
  }
  const noticedLater = () => void clock.after(serverPatienceMs, front.gone)

  line.signal.addEventListener('abort', () => {
    attached = false
    breaks()
    putUp({ type: 'end' })
  })
  putUp({ type: 'attach', attach })

  return {
    opened,
    get attached() {
      return attached
    },
    get soundForMs() {
      return soundSince === undefined ? 0 : clock.monotonic() - soundSince
    },
    cut({ pageIs, serverIs, inFlight }) {
      breaks()
      down.swallow()
      if (inFlight === 'lost') up.swallow()
      else up.stall(lateMs)
      if (serverIs === 'unaware') noticedLater()
      else clock.after(inFlight === 'lost' ? 0 : lateMs, front.gone)
      if (pageIs === 'told') enter(() => line.lost(new Error('the connection was reset')))
    },
    stall(ms) {
      breaks()
      up.stall(ms)
      down.stall(ms)
    },
    swallow(direction) {
      breaks()
      if (direction === 'up') up.swallow()
      else down.swallow()
      noticedLater()
    },
  }
}

const parse = (text: string): UpFrame | DownFrame => JSON.parse(text) as UpFrame | DownFrame

/** Only these may arrive in any order and more than once: the transport sorts them by their index. */
const isTranscriptEvent = (frame: UpFrame | DownFrame) => frame.type === 'event' && isIndexed(frame.event)
const isIndexed = (event: ChatEvent) => 'index' in event
