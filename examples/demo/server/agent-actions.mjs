/** What the console can ask for, by path. Each body names the session it means. */
export function agentActions({ desk }) {
  return {
    '/agent/join': ({ sessionId }) => desk.seat(sessionId).join(),
    '/agent/leave': ({ sessionId }) => desk.seat(sessionId).leave(),
    '/agent/message': ({ sessionId, text }) => desk.seat(sessionId).say(text),
    '/agent/typing': ({ sessionId, isTyping }) => desk.seat(sessionId).typing(isTyping),
    '/agent/end': ({ sessionId }) => desk.seat(sessionId).end(),
  }
}
