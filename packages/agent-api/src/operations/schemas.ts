import { mostEmojiBytes } from '@chat-transport/backend'
import * as v from 'valibot'

/** What travels, as the OpenAPI document describes it too. */

const text = (most: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(most))
const whole = (least: number, most = Number.MAX_SAFE_INTEGER) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most))
const record = v.record(v.string(), v.unknown())

export const callId = text(200)
export const index = whole(1)
export const cursor = whole(0)
export const limit = (most: number) => whole(1, most)
export const waitSeconds = whole(0, 60)
export const sessionId = text(128)
export const participantKey = v.pipe(v.string(), v.regex(/^[\w.-]{1,64}$/))
/** JSON Schema can say the characters alone. */
export const emoji = v.pipe(text(mostEmojiBytes), v.maxBytes(mostEmojiBytes))

export const party = v.looseObject({
  id: v.string(),
  name: v.string(),
  type: v.picklist(['client', 'agent', 'supervisor', 'external', 'system']),
  avatarUrl: v.exactOptional(v.string()),
  extra: v.exactOptional(record),
})

export const event = v.looseObject({ type: v.string(), index, at: v.number() })

export const session = v.strictObject({
  id: v.string(),
  status: v.picklist(['open', 'ended']),
  startedAt: v.number(),
  subject: v.exactOptional(v.string()),
  visitor: party,
  user: v.exactOptional(v.looseObject({ id: v.string() })),
  userData: record,
  parties: v.array(party),
  attached: v.boolean(),
  head: cursor,
})

/** Of any type: which ones there are, and what they hold, the back end knows. */
const content = v.looseObject({ type: text(200) })

const said = { id: v.exactOptional(callId) }

export const profile = v.strictObject({
  name: v.exactOptional(text(200)),
  type: v.exactOptional(v.picklist(['agent', 'supervisor', 'external', 'system'])),
  avatarUrl: v.exactOptional(text(2_000)),
  extra: v.exactOptional(record),
})
export const message = v.strictObject({
  ...said,
  content: v.exactOptional(content),
  text: v.exactOptional(v.pipe(v.string(), v.minLength(1))),
})
export const edit = v.strictObject({ ...said, text: v.pipe(v.string(), v.minLength(1)) })
export const notice = v.strictObject({ ...said, name: text(200), data: v.exactOptional(v.unknown()) })
export const typing = v.strictObject({
  isTyping: v.boolean(),
  text: v.exactOptional(v.pipe(v.string(), v.maxLength(1_000))),
})
export const readMark = v.strictObject({ upTo: cursor })
export const end = v.strictObject({ reason: v.exactOptional(v.string()) })

export const cursors = v.record(v.string(), cursor)
export const position = v.strictObject({
  sessions: v.exactOptional(cursors),
  from: v.exactOptional(v.picklist(['start', 'now'])),
  wait: v.exactOptional(waitSeconds),
})

const sessionItem = { sessionId: v.string() }
export const feedItem = v.variant('type', [
  v.strictObject({ type: v.literal('session.started'), ...sessionItem, session }),
  v.strictObject({ type: v.literal('event'), ...sessionItem, event }),
  v.strictObject({ type: v.picklist(['typing', 'read']), ...sessionItem, event: v.looseObject({ party }) }),
  v.strictObject({ type: v.picklist(['attached', 'detached']), ...sessionItem }),
  v.strictObject({ type: v.literal('session.ended'), ...sessionItem, reason: v.string() }),
  v.strictObject({ type: v.literal('session.expired'), ...sessionItem }),
])

export const problem = v.looseObject({
  type: v.literal('about:blank'),
  title: v.string(),
  status: v.number(),
  code: v.number(),
  detail: v.string(),
  errors: v.exactOptional(v.array(v.strictObject({ at: v.string(), detail: v.string() }))),
})
