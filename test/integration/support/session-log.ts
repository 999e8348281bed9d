import { textOf } from '@chat-transport/core'
import type { ChatSession, EventError, MessageContent, SessionEventMap, SessionEventName } from '@chat-transport/core'
import { eventually } from '../../support/deadline.ts'

/** One call of a session's handler. */
export type Told = {
  [Name in SessionEventName]: { readonly name: Name; readonly event: SessionEventMap[Name]; readonly at: number }
}[SessionEventName]

/** All calls of a session's handlers, in order. */
export interface SessionLog {
  readonly told: readonly Told[]
  /** The texts of the messages, also the visitor's own, in the order reported. */
  readonly texts: readonly string[]
  readonly errors: readonly EventError[]
  all<Name extends SessionEventName>(name: Name): readonly SessionEventMap[Name][]
  /** The calls as text: the text of a message, the code of an error, otherwise the event's name. */
  readonly story: readonly string[]
  waitFor<Name extends SessionEventName>(name: Name, deadlineMs?: number): Promise<SessionEventMap[Name]>
  waitForText(text: string, deadlineMs?: number): Promise<void>
}

export function logSession(session: ChatSession): SessionLog {
  const told: Told[] = []
  const note = (name: SessionEventName) => (event: unknown) => void told.push({ name, event, at: Date.now() } as Told)
  session.onMessageReceived(note('messageReceived'))
  session.onTyping(note('typing'))
  session.onParticipantJoined(note('participantJoined'))
  session.onParticipantLeft(note('participantLeft'))
  session.onNotice(note('notice'))
  session.onRead(note('read'))
  session.onError(note('error'))
  session.onInterrupted(note('interrupted'))
  session.onContinued(note('continued'))
  session.onStatusChanged(note('statusChanged'))
  session.onSessionEnded(note('sessionEnded'))

  const all = <Name extends SessionEventName>(name: Name) =>
    told.flatMap((one) => (one.name === name ? [one.event as SessionEventMap[Name]] : []))
  const log: SessionLog = {
    told,
    all,
    get texts() {
      return all('messageReceived').map(({ content }) => said(content))
    },
    get errors() {
      return all('error')
    },
    get story() {
      return told.map(inWords)
    },
    waitFor: (name, deadlineMs) => eventually(() => all(name)[0], deadlineMs),
    async waitForText(text, deadlineMs) {
      await eventually(() => log.texts.includes(text), deadlineMs)
    },
  }
  return log
}

function inWords({ name, event }: Told): string {
  if (name === 'messageReceived') return said(event.content)
  if (name === 'error') return `error ${event.error.code}`
  return name === 'statusChanged' ? event.current : name
}

const said = (content: MessageContent): string => (content.type === 'url' ? content.url : textOf(content))
