import type { Clock } from '@chat-transport/core'

const databaseName = 'chat-transport-files'
const storeName = 'uploads'
/** Some browsers never answer. */
const openTimeoutMs = 2_000

/** Opens the database, for one use: a connection that stays open would keep others from deleting it. */
export function openDatabase(factory: IDBFactory | undefined, clock: Clock): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    if (!factory) throw new Error('this page has no IndexedDB')
    const stopTimer = clock.after(openTimeoutMs, () => reject(new Error(`it took longer than ${openTimeoutMs} ms`)))
    const request = factory.open(databaseName, 1)
    request.onupgradeneeded = () => void request.result.createObjectStore(storeName, { keyPath: 'key' })
    request.onerror = () => {
      stopTimer()
      reject(request.error)
    }
    request.onsuccess = () => {
      stopTimer()
      request.result.onversionchange = () => request.result.close()
      resolve(request.result)
    }
  })
}

/** Resolves with the result of a request once its transaction is through. */
export function runRequest<Result>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(storeName, mode)
    const request = ask(transaction.objectStore(storeName))
    transaction.oncomplete = () => resolve(request.result)
    transaction.onerror = transaction.onabort = () => reject(transaction.error ?? request.error)
  })
}
