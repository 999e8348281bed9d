import { existsSync, lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** The one path of a file, or of where it is to be: whoever names it by a link would lock another name, and share its content. */
export function realFile(file: string): string {
  const folder = dirname(file)
  if (!existsSync(folder))
    throw new Error(`${file}: the folder ${folder} does not exist. Make it, or name another file`)
  for (const one of [file, `${file}-lock`, `${file}-new`])
    if (statSync(one, { throwIfNoEntry: false })?.isDirectory())
      throw new Error(`${one} is a folder, and a file is to be there. Move the folder, or name another file`)
  if (!existsSync(file)) return newFile(file)
  if (statSync(file).nlink > 1)
    throw new Error(
      `${file} has another name, too, by a hard link. Remove that, or copy the file, so that one store alone has it`,
    )
  return realpathSync(file)
}

/** A link may lead to a disk that is not mounted yet: a file made in its place would hide the one that is there. */
function newFile(file: string): string {
  const isLink = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()
  if (isLink)
    throw new Error(
      `${file} is a link to ${readlinkSync(file)}, which does not exist. Make that available, or remove the link`,
    )
  return join(realpathSync(dirname(file)), basename(file))
}

/** Whether `path`, by whatever link, is `file`, which is a real one. */
export const isSameFile = (path: string, file: string): boolean => existsSync(path) && realpathSync(path) === file
