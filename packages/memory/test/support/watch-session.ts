import type { ChatSession } from '@chat-transport/core'

/** What a widget would show of a session, in the order in which it hears of it. */
export function watchSession(session: ChatSession): readonly string[] {
  const seen: string[] = []
  session.onParticipantJoined(({ party }) => seen.push(`${party.name} joined`))
  session.onParticipantLeft(({ party }) => seen.push(`${party.name} left`))
  session.onMessageReceived(({ party, content }) =>
    seen.push(`${party.name}: ${'text' in content ? content.text : content.type}`),
  )
  session.onTyping(({ party, isTyping }) => seen.push(`${party.name} ${isTyping ? 'types' : 'stops typing'}`))
  session.onError(({ error }) => seen.push(`error ${error.code}`))
  session.onInterrupted(() => seen.push('interrupted'))
  session.onContinued(() => seen.push('continued'))
  session.onSessionEnded(({ reason }) => seen.push(`ended: ${reason}`))
  return seen
}
