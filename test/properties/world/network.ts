import type { AttachResult, AttachHandler } from '@chat-transport/backend'
import type { AttachCommand, Clock, OpenLink } from '@chat-transport/core'
import type { PageLife } from './page-life.ts'
import type { Conditions } from './pipe.ts'
import { createWire, type Cut, type Wire } from './wire.ts'

/** `swallowed`: a connection seems to open, but nothing gets through. */
export type Dials = 'open' | 'refused' | 'swallowed'

/** One page's way to the server. */
export interface PageWires {
  readonly open: OpenLink
  dials: Dials
  /** The newest connection. */
  readonly current: Wire | undefined
  /** Cuts all of them. */
  cut(cut: Cut): void
}

export interface Network {
  conditions: Conditions
  connect(page: PageEnd): PageWires
}
export interface PageEnd {
  readonly life: PageLife
  /** An attach of the page was answered, accepted or not. */
  answered(attach: AttachCommand, result: AttachResult): void
}

export const calm: Conditions = Object.freeze({ delayMs: 5, jitterMs: 0, repeats: 0 })

/** The network between the pages and the server. */
export function createNetwork(clock: Clock, attachHandler: AttachHandler): Network {
  const network: Network = {
    conditions: calm,
    connect({ life, answered }) {
      const wires = new Set<Wire>()
      let current: Wire | undefined
      const pageWires: PageWires = {
        dials: 'open',
        get current() {
          return current
        },
        async open(attach, line) {
          await new Promise<void>((resolve) => life.enter(resolve))
          if (pageWires.dials === 'refused') throw new Error('the connection was refused')
          const conditions = () => network.conditions
          const wire = createWire({ clock, attach, line, conditions, attachHandler, answered, enter: life.enter })
          wires.add(wire)
          line.signal.addEventListener('abort', () => wires.delete(wire))
          current = wire
          if (pageWires.dials === 'swallowed') {
            wire.swallow('up')
            wire.swallow('down')
          }
          return wire.opened
        },
        cut(how) {
          for (const wire of wires) wire.cut(how)
        },
      }
      return pageWires
    },
  }
  return network
}
