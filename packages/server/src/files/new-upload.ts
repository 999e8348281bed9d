import type { StoredUpload } from './file-options.ts'
import type { FileRecord } from './file-record.ts'

/** As `@tus/server` makes it for an upload over HTTP. */
export const newUpload = ({ id, bytes, createdAt }: FileRecord): StoredUpload => ({
  id,
  size: bytes,
  offset: 0,
  metadata: undefined,
  creation_date: new Date(createdAt).toISOString(),
  storage: undefined,
  sizeIsDeferred: false,
})
