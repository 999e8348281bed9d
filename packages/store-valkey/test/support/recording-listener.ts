import type { SessionListener, SessionStore } from '@chat-transport/backend'

/** What it is told, in order: the function, and what it is given. */
export function recordingListener() {
  const heard: (readonly [keyof SessionListener, unknown?])[] = []
  const listener: SessionListener = {
    appended: (event) => void heard.push(['appended', event]),
    claimed: (claim) => void heard.push(['claimed', claim]),
    removed: () => void heard.push(['removed']),
    told: (message) => void heard.push(['told', message]),
    missed: () => void heard.push(['missed']),
  }
  return { listener, heard, kinds: () => heard.map(([kind]) => kind) }
}

/** Listens to a session, and is heard from now on. */
export async function listening(store: SessionStore, id: string) {
  const recorded = recordingListener()
  const subscription = store.bus?.listen(id, recorded.listener)
  await subscription?.ready
  return { ...recorded, stop: () => subscription?.stop() }
}
