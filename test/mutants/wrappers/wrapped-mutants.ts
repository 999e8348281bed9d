import type { Mutant } from '../mutant.ts'
import { linkWrappers } from './link-wrappers.ts'
import { transportWrappers } from './transport-wrappers.ts'

export const wrappers = [...linkWrappers, ...transportWrappers]

/** Every wrapper, round a right link or transport in memory. */
export const wrappedMutants = (): Mutant[] =>
  wrappers.map(({ member, what, blames }) => ({
    family: 'wrappers',
    target: 'wrapped',
    place: member,
    what,
    blames,
  }))
