import type { FilesModule } from '@chat-transport/core'
import { createFileSender, forgetFiles } from '@chat-transport/files'
import type { IDBFactory } from 'fake-indexeddb'

/** What a page loads, with the browser's IndexedDB. Pages of one browser have the same. */
export const filesOf = (indexedDB: IDBFactory) => (): FilesModule => ({
  createFileSender: (host) => createFileSender(host, { indexedDB }),
  forgetFiles: () => forgetFiles({ indexedDB }),
})
