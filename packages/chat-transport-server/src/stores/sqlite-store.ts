import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sqliteSessionStore } from '@chat-transport/store-sqlite'
import { fileProblem, folderProblem } from '../places/place-problem.ts'
import { setting, unset } from '../schema/setting.ts'
import { bytes, path } from '../schema/values.ts'
import type { StoreKind } from './store-kind.ts'

const settings = {
  file: unset(
    path,
    'chat.sqlite in dataFolder',
    'The file of the sessions, on a disk of this machine. Its folder must exist.',
  ),
  maxTotalBytes: setting(bytes(1_048_576, 2 ** 43), 10_737_418_240, 'How large the file may become, in bytes.'),
}

/** Sessions are in a file, which one server at a time has. */
export const sqliteStore: StoreKind<typeof settings> = {
  settings,
  placeProblem: ({ file }, { dataFolder }) =>
    file === undefined
      ? folderProblem({ name: 'dataFolder', path: dataFolder, isMade: true })
      : fileProblem({ name: 'store.sqlite.file', path: file }),
  async open({ file, maxTotalBytes }, { dataFolder }) {
    // A folder that somebody has named may be one that is not mounted yet: only our own is made.
    if (file === undefined) await mkdir(dataFolder, { recursive: true, mode: 0o700 })
    const place = file ?? join(dataFolder, 'chat.sqlite')
    const store = await sqliteSessionStore({ file: place, maxTotalBytes })
    return { store, place, close: () => store.close() }
  },
}
