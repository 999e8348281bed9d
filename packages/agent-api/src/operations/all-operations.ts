import { messageOperations } from './message-operations.ts'
import type { Operation } from './operation.ts'
import { participantOperations } from './participant-operations.ts'
import { readOperations } from './read-operations.ts'

/** All that the API can do. */
export const operations: readonly Operation[] = [...readOperations, ...participantOperations, ...messageOperations]
