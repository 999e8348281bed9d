const codeOf = (cause: unknown) => (cause instanceof Error && 'code' in cause ? String(cause.code) : '')

/** Nothing was kept, since there is no room: the disk is full, or `maxTotalBytes` is reached. */
export const isFull = (cause: unknown) => codeOf(cause) === 'SQLITE_FULL'
export const isBusy = (cause: unknown) => codeOf(cause).startsWith('SQLITE_BUSY')
const isCorrupt = (cause: unknown) => /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(cause))

export const corruptFile = (file: string, why: string, cause?: unknown) =>
  new Error(
    `${file} is damaged (${why}). Put it aside together with ${file}-wal and ${file}-shm, restore a backup in its place, and start again; ` +
      `"sqlite3 ${file} .recover" may save more of it`,
    { cause },
  )

/** What has failed, as an error that says what to do, where something can be done. */
export const explained = (file: string, cause: unknown): unknown =>
  isCorrupt(cause) ? corruptFile(file, cause instanceof Error ? cause.message : 'unreadable', cause) : cause
