import { readTlsFiles, type TlsFiles } from '../http/tls-files.ts'
import { StartError } from '../http/start-error.ts'
import { folderProblem } from '../places/place-problem.ts'
import type { Settings } from '../settings/settings.ts'
import { storePlaceProblem } from '../stores/store-kinds.ts'

/** What would keep a server with these settings from starting, as far as it can be seen without a change to anything: files and folders. */
export async function placeProblems({ tls, store, files, dataFolder }: Settings): Promise<readonly string[]> {
  const { enabled, folder = dataFolder } = files
  const name = files.folder === undefined ? 'dataFolder' : 'files.folder'
  const found = await Promise.all([
    tlsProblem(tls),
    storePlaceProblem(store, dataFolder),
    enabled ? folderProblem({ name, path: folder, isMade: true }) : undefined,
  ])
  return [...new Set(found.filter((problem) => problem !== undefined))]
}

async function tlsProblem(tls: TlsFiles): Promise<string | undefined> {
  try {
    await readTlsFiles(tls)
    return undefined
  } catch (cause) {
    if (cause instanceof StartError) return cause.message
    throw cause
  }
}
