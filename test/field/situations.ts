import { builtIns } from './kinds/built-ins.ts'
import { owners } from './kinds/owners.ts'
import { storedContent } from './kinds/stored-content.ts'
import type { Kind, Situation } from './situation.ts'

/** Every situation, by its kind. Each is played in every engine over every transport. */
export const situations: Readonly<Record<Kind, readonly Situation[]>> = {
  'built-ins': builtIns,
  owners,
  'stored-content': storedContent,
}
