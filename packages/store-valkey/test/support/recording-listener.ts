import type { SessionListener } from '@chat-transport/backend'

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
