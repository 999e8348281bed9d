import type { BackendSession } from '@chat-transport/backend'

export interface DeskEvent {
  readonly type: string
  readonly ids?: readonly string[]
  readonly session?: {
    readonly id: string
    readonly state: 'live' | 'ended'
    readonly events: readonly {
      readonly index: number
      readonly type: string
      readonly party?: { readonly type: string }
      readonly content?: { readonly text?: string; readonly url?: string }
    }[]
  }
}

export declare function createAgentDesk(publish: (event: DeskEvent) => void): {
  snapshot(): readonly DeskEvent[]
  take(session: BackendSession): void
  forgetAll(): void
}
