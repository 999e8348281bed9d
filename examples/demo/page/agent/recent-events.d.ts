import type { MessageContent, Party, TranscriptEvent } from '@chat-transport/core'

/** An event as the console shows it. */
export interface RecentEvent {
  readonly index: number
  readonly type: string
  readonly party?: Party
  readonly content?: MessageContent
  readonly edited?: boolean
  readonly deleted?: boolean
  readonly reactions?: readonly { readonly emoji: string; readonly party: Party }[]
}

export declare function createRecentEvents(): {
  readonly all: readonly RecentEvent[]
  add(...added: readonly TranscriptEvent[]): void
}
