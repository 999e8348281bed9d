import type { BackendSession } from '@chat-transport/backend'

export declare function createBots(): {
  take(session: BackendSession): void
  forgetAll(): void
}
