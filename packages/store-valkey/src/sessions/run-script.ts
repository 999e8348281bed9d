import type { ScriptName } from '../scripts/bodies.ts'

/** Runs a script of the store on the server that has its keys, the first of which says which one that is. */
export type RunScript = (
  name: ScriptName,
  call: { readonly keys: readonly string[]; readonly args: readonly (string | number)[] },
) => Promise<unknown>
