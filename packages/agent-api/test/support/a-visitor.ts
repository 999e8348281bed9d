import type { Attachment, ChatBackend } from '@chat-transport/backend'
import type { ChatEvent } from '@chat-transport/core'

let ids = 0
const secret = 'a-secret-that-is-long-enough-for-these-tests'

export type TestVisitor = Awaited<ReturnType<typeof comeIn>>

/** A visitor's page at the back end, without a network between. */
export async function comeIn(backend: ChatBackend, nickname = 'Ada') {
  return attach(backend, { type: 'StartSession', id: `start-${++ids}`, nickname, take: true })
}

/** The page comes back to its session, as after a restart of the server. */
export async function comeBack(backend: ChatBackend, sessionId: string) {
  return attach(backend, { type: 'RestoreSession', id: `restore-${++ids}`, sessionId, take: true, after: 0 })
}

async function attach(backend: ChatBackend, command: object) {
  const received: ChatEvent[] = []
  const waiting = new Map<string, () => void>()
  const deliver = (texts: readonly string[]) => {
    for (const event of texts.map((text) => JSON.parse(text) as ChatEvent)) {
      received.push(event)
      if ('commandId' in event && event.commandId !== undefined) waiting.get(event.commandId)?.()
    }
  }
  const { answer, attachment } = await backend.attach(
    { secret, pageId: 'page', ...command },
    { deliver, drop: () => undefined },
  )
  const line = accepted(attachment, answer)
  const send = (given: object) => line.receive({ id: `command-${++ids}`, ...given })
  /** Resolves when the command has its event. */
  const perform = async (given: object) => {
    const id = `command-${++ids}`
    const done = new Promise<void>((resolve) => waiting.set(id, resolve))
    await line.receive({ id, ...given })
    await done
    waiting.delete(id)
  }
  return {
    sessionId: line.sessionId,
    received,
    says: (text: string) => perform({ type: 'SendMessage', content: { type: 'text', text } }),
    types: (isTyping: boolean) => send({ type: 'SendTyping', isTyping }),
    reads: (upTo: number) => send({ type: 'MarkRead', upTo }),
    leaves: () => perform({ type: 'LeaveSession' }),
    detaches: () => line.detach(),
  }
}

function accepted(attachment: Attachment | undefined, answer: unknown): Attachment {
  if (!attachment) throw new Error(`the back end refused the attach: ${JSON.stringify(answer)}`)
  attachment.start()
  attachment.confirm()
  return attachment
}
