import { randomBytes, randomUUID } from 'node:crypto'

/** An attach that starts a session. */
export function startSession(fields: object = {}) {
  const secret = randomBytes(32).toString('base64url')
  return { type: 'StartSession', id: randomUUID(), secret, pageId: randomUUID(), take: true, ...fields }
}

/** An attach that comes back to the session which `start` made. */
export function restoreSession(
  start: { secret: string; pageId: string },
  fields: { sessionId: unknown; take?: boolean; after?: number },
) {
  const { secret, pageId } = start
  return { type: 'RestoreSession', id: randomUUID(), secret, pageId, take: false, after: 0, ...fields }
}

export function sendMessage(text: string, fields: object = {}) {
  return { type: 'SendMessage', id: randomUUID(), content: { type: 'text', text }, ...fields }
}
