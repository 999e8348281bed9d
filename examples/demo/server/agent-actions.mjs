/** What the console can ask for, by path. Each body names the session it means. */
export function agentActions({ desk }) {
  return {
    '/agent/join': ({ sessionId }) => desk.seat(sessionId).join(),
    '/agent/leave': ({ sessionId }) => desk.seat(sessionId).leave(),
    '/agent/message': ({ sessionId, text }) => desk.seat(sessionId).say(text),
    '/agent/edit': ({ sessionId, target, text }) => desk.seat(sessionId).edit(target, text),
    '/agent/delete': ({ sessionId, target }) => desk.seat(sessionId).delete(target),
    '/agent/react': ({ sessionId, target, emoji, on }) => desk.seat(sessionId).react(target, emoji, on),
    '/agent/typing': ({ sessionId, isTyping }) => desk.seat(sessionId).typing(isTyping),
    '/agent/end': ({ sessionId }) => desk.seat(sessionId).end(),
  }
}
