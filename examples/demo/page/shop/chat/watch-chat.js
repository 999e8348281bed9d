/**
 * The chat, with every session that the widget opens in it shown to `onSession`, too. The widget knows no difference: a chat is an
 * object with functions.
 */
export function watchChat(chat, onSession) {
  return {
    ...chat,
    openSession(...how) {
      const session = chat.openSession(...how)
      onSession(session)
      return session
    },
  }
}
