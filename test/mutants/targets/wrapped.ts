import { startMemoryFarSide } from '../../conformance/support/memory-far-side.ts'
import { wrappers } from '../wrappers/wrapped-mutants.ts'
import type { StartTarget } from './target.ts'

/** A right link in memory, inside one of the wrappers; without one, the right link itself. */
export const start: StartTarget = async (named) => {
  const { open, far } = startMemoryFarSide()
  if (named === undefined) return { name: 'memory', open, far }
  const wrapper = wrappers.find(({ member, what }) => `${member}: ${what}` === named)
  if (!wrapper) throw new Error(`There is no wrapper "${named}".`)
  return { name: named, far, ...wrapper.build(open) }
}
