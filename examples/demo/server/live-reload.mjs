import { watch } from 'node:fs'
import { createEventStream } from './event-stream.mjs'

/** An editor writes more than once: what comes within this is one change. */
const settleMs = 100

/**
 * For `npm run dev`: tells every open page which version of its files there is (page/live-reload.js). It is another one when
 * a file in `folder` has changed, and when the server has been started anew.
 */
export function createLiveReload(folder) {
  let version = Date.now()
  const event = () => ({ type: 'version', version })
  const stream = createEventStream(() => [event()])
  let due
  const watcher = watch(folder, { recursive: true }, () => {
    clearTimeout(due)
    due = setTimeout(() => {
      version = Date.now()
      stream.publish(event())
    }, settleMs)
  })

  return {
    handle(request, response) {
      stream.handle(request, response)
      response.write('retry: 200\n\n') // the milliseconds until the page asks again; browsers take seconds
    },
    close() {
      clearTimeout(due)
      watcher.close()
      stream.close()
    },
  }
}
