import { existsSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** The one path of a file, or of where it is to be: whoever names it by a link would lock another name, and share its content. */
export function realFile(file: string): string {
  const folder = dirname(file)
  if (!existsSync(folder))
    throw new Error(`${file}: the folder ${folder} does not exist. Make it, or name another file`)
  if (!existsSync(file)) return join(realpathSync(folder), basename(file))
  if (statSync(file).nlink > 1)
    throw new Error(
      `${file} has another name, too, by a hard link. Remove that, or copy the file, so that one store alone has it`,
    )
  return realpathSync(file)
}

/** Whether `path`, by whatever link, is `file`, which is a real one. */
export const isSameFile = (path: string, file: string): boolean => existsSync(path) && realpathSync(path) === file
