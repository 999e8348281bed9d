import * as v from 'valibot'
import { callId, position } from '../operations/schemas.ts'

const { sessions, from } = position.entries

/** What a client sends on a WebSocket. */
export const subscribe = v.strictObject({ type: v.literal('subscribe'), sessions, from })

/** A call of an operation, whose parameters and body are given by name. `id` names the call, and its answer. */
export const call = v.strictObject({
  type: v.literal('call'),
  id: callId,
  operation: v.string(),
  path: v.exactOptional(v.record(v.string(), v.unknown())),
  query: v.exactOptional(v.record(v.string(), v.unknown())),
  body: v.exactOptional(v.unknown()),
})

export const clientMessage = v.variant('type', [subscribe, call], 'expected "subscribe" or "call"')
