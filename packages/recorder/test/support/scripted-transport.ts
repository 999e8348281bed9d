import type { AttachCommand, ChatCommand, ChatTransport, TransportListener } from '@chat-transport/core'

export const startCommand: AttachCommand = {
  type: 'StartSession',
  id: 'start-1',
  secret: 'q6XbW0cJ2mQm8yqkq2p7mJ0G9m1m7i5oVtq3b0d5uXk',
  pageId: 'page-of-ada',
  take: true,
}

/** A transport that does what the test says. */
export function scriptedTransport(members: Partial<ChatTransport> = {}) {
  const listeners: TransportListener[] = []
  const calls: string[] = []
  let answer: () => void | Promise<void> = () => undefined
  const transport: ChatTransport = {
    name: 'scripted',
    ...members,
    connect(attach, listener) {
      calls.push(`connect ${attach?.id}`)
      listeners.push(listener)
      return {
        send(command) {
          calls.push(`send ${command?.id}`)
          return answer()
        },
        close: (...reasons) => void calls.push(['close', ...reasons].join(' ')),
      }
    },
  }
  return {
    transport,
    /** What the page has called. */
    calls,
    get page() {
      const newest = listeners.at(-1)
      if (!newest) throw new Error('no page has connected')
      return newest
    },
    /** What becomes of the commands that are sent from now on. */
    answers: (next: () => void | Promise<void>) => void (answer = next),
  }
}

/** A page that notes what it is told. */
export function listeningPage(members: Partial<TransportListener> = {}) {
  const told: unknown[] = []
  const listener: TransportListener = {
    position: 17,
    onEvent: (event) => void told.push(event),
    onConnectivity: (change) => void told.push(change),
    onRetry: (retry) => void told.push(retry),
    ...members,
  }
  return { told, listener }
}

export const message = (id: string): ChatCommand => ({
  type: 'SendMessage',
  id,
  content: { type: 'text', text: 'Hello' },
})
