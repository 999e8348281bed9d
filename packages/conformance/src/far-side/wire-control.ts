import { checkArgument, guards } from '@chat-transport/core'
import type { FarSide } from './far-side.ts'

/**
 * The kit's control of the wire between front and page. Each verb resolves with how many connections it has reached.
 * `planRequests` is for wires that carry commands in requests of their own. `heartbeats` tells a front without a heartbeat from a
 * link that does not hear it.
 */
export type WireControl = Pick<FarSide, 'cut' | 'refuseLines' | 'silence' | 'sendGarbage'> &
  Partial<Pick<FarSide, 'planRequests' | 'heartbeats'>>

const wireVerbs = ['cut', 'refuseLines', 'silence', 'sendGarbage'] as const satisfies readonly (keyof WireControl)[]

/** A wire that may not exist yet: each call asks for it again. Throws a `TypeError` that names what it lacks, or returns wrongly. */
export function lateWire(wire: () => WireControl): Required<WireControl> {
  const verb =
    (name: (typeof wireVerbs)[number]) =>
    async (...args: unknown[]): Promise<number> => {
      const control = checkedWire(wire())
      const reached: unknown = await (control[name] as (...args: unknown[]) => Promise<unknown>)(...args)
      checkArgument(`createFarSide wire.${name} result`, reached, count)
      return reached as number
    }
  return {
    cut: verb('cut'),
    refuseLines: verb('refuseLines'),
    silence: verb('silence'),
    sendGarbage: verb('sendGarbage'),
    planRequests: async (plans) => (await checkedWire(wire()).planRequests?.(plans)) ?? null,
    heartbeats: async () => (await checkedWire(wire()).heartbeats?.()) ?? null,
  }
}

const count = guards.guard(
  'the number of connections that it has reached',
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
)

const isFunction = (value: unknown): boolean => typeof value === 'function'

function checkedWire(wire: WireControl): WireControl {
  checkArgument('createFarSide wire', wire, guards.object)
  const given = Object.entries(wire).flatMap(([verb, value]) => (isFunction(value) ? [verb] : []))
  const verbs = wireVerbs.map((verb) => [
    verb,
    guards.guard(`a function (the wire has ${given.join(', ')})`, isFunction),
  ])
  checkArgument('createFarSide wire', wire, guards.fields(Object.fromEntries(verbs)))
  return wire
}
