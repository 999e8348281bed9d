import type { FilesModule } from '@chat-transport/core'
import { createFileSender, forgetFiles } from '@chat-transport/files'

/** What one page loads to send files, with its browser's IndexedDB. */
export interface PageFiles {
  load(): FilesModule
  /** The page is gone. What of it still runs here keeps nothing, and removes nothing that is kept. */
  cutOff(): void
}

export function pageFiles(browsers: IDBFactory): PageFiles {
  let life: 'here' | 'gone' = 'here'
  const open: IDBFactory['open'] = (...database) => {
    if (life === 'gone') throw new DOMException('the page is gone', 'InvalidStateError')
    return browsers.open(...database)
  }
  const indexedDB = { open } as IDBFactory
  return {
    load: () => ({
      createFileSender: (host) => createFileSender(host, { indexedDB }),
      forgetFiles: () => forgetFiles({ indexedDB }),
    }),
    cutOff: () => void (life = 'gone'),
  }
}
