import { randomBytes, randomUUID } from 'node:crypto'

export interface StartCommand {
  readonly type: 'StartSession'
  readonly id: string
  readonly secret: string
  readonly pageId: string
  readonly take: boolean
}

/** A start as the client makes it. */
export const startCommand = (fields: object = {}): StartCommand => ({
  type: 'StartSession',
  id: randomUUID(),
  secret: randomBytes(32).toString('base64url'),
  pageId: randomUUID(),
  take: true,
  ...fields,
})

/** What is needed to come back. */
export interface KnownSession {
  readonly sessionId: string
  readonly secret: string
  readonly pageId: string
}

/** A restore by the session's own page, as after a broken line. `fields` may say otherwise. */
export const restoreCommand = ({ sessionId, secret, pageId }: KnownSession, fields: object = {}) => ({
  type: 'RestoreSession',
  id: randomUUID(),
  sessionId,
  secret,
  pageId,
  take: false,
  after: 0,
  ...fields,
})

export const messageCommand = (text = 'Hello', fields: object = {}) => ({
  type: 'SendMessage',
  id: randomUUID(),
  content: { type: 'text', text },
  ...fields,
})

export const command = (type: string, fields: object = {}) => ({ type, id: randomUUID(), ...fields })

export const otherPage = () => randomUUID()
