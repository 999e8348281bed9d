import { memorySessionStore } from '@chat-transport/backend'
import { setting } from '../schema/setting.ts'
import { bytes } from '../schema/values.ts'
import type { StoreKind } from './store-kind.ts'

const settings = {
  maxTotalBytes: setting(
    bytes(1_048_576),
    268_435_456,
    'How much memory all sessions may take, in bytes. Give Node twice as much: NODE_OPTIONS=--max-old-space-size=512.',
  ),
}

/** Sessions are gone with the process. */
export const memoryStore: StoreKind<typeof settings> = {
  settings,
  open: async ({ maxTotalBytes }) => ({
    store: memorySessionStore({ maxTotalBytes }),
    place: 'memory, gone with this process',
    close: async () => undefined,
  }),
}
