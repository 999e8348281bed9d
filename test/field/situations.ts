import { builtIns } from './kinds/built-ins.ts'
import { hostScripts } from './kinds/host-scripts.ts'
import { owners } from './kinds/owners.ts'
import { reloads } from './kinds/reloads.ts'
import { storedContent } from './kinds/stored-content.ts'
import { unseenPages } from './kinds/unseen-pages.ts'
import type { Kind, Situation } from './situation.ts'

/** Every situation, by its kind. Each is played in every engine, over the transports in which it makes a difference. */
export const situations: Readonly<Record<Kind, readonly Situation[]>> = {
  'built-ins': builtIns,
  owners,
  'stored-content': storedContent,
  'unseen-pages': unseenPages,
  'host-scripts': hostScripts,
  reloads,
}
