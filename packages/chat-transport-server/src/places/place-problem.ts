import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A folder or file that settings name. */
export interface NamedPlace {
  /** The setting. */
  readonly name: string
  readonly path: string
}

/** What keeps this user from writing in a folder. Of one that is `made` when it is missing, the folder that it is to be made in counts. */
export async function folderProblem({
  isMade,
  ...place
}: NamedPlace & { readonly isMade: boolean }): Promise<string | undefined> {
  const { name, path } = place
  try {
    if (!(await stat(path)).isDirectory()) return `${name}: ${path} is no folder. Move it, or name another one`
    await access(path, constants.W_OK | constants.X_OK)
    return undefined
  } catch (cause) {
    const parent = dirname(path)
    if (isMade && isMissing(cause) && parent !== path) return folderProblem({ name, path: parent, isMade })
    return `${name}: this user cannot write in the folder ${path} (${messageOf(cause)}). Make it, or name another one`
  }
}

/** What keeps this user from writing to a file, which is made when it is missing. */
export async function fileProblem({ name, path }: NamedPlace): Promise<string | undefined> {
  try {
    if ((await stat(path)).isDirectory())
      return `${name}: ${path} is a folder, and a file is to be there. Move the folder, or name another file`
    await access(path, constants.R_OK | constants.W_OK)
    return undefined
  } catch (cause) {
    if (isMissing(cause)) return folderProblem({ name, path: dirname(path), isMade: false })
    return `${name}: this user cannot read and write ${path} (${messageOf(cause)}). Name another file`
  }
}

const isMissing = (cause: unknown) => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause))
