import { ErrorCode } from '@chat-transport/core'
import { ChatRefusal, StoreFull } from '../commands/refusal.ts'
import type { StoreCall } from './wrap-store.ts'

/** What a store rejects a call with that it has no room for, and of which it has kept nothing. `why` is told to the page. */
export function noRoomFor(call: StoreCall, why: string): ChatRefusal {
  if (call === 'create') return new StoreFull(why)
  return new ChatRefusal(call === 'append' ? ErrorCode.executionFailed : ErrorCode.serverNotAvailable, why)
}
