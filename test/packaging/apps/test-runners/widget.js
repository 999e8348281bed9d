/** The smallest widget: a list of what was said, a line on how the connection is, and a way to say something. */
export async function mountWidget(root, chat) {
  root.innerHTML = '<output></output><ul></ul>'
  const [state, list] = root.children
  const session = (await chat.restoreSession()) ?? (await chat.startSession({ nickname: 'Ada' }))
  session.onMessageReceived(({ party, content }) => {
    const line = list.appendChild(document.createElement('li'))
    line.textContent = `${party.name}: ${content.text}`
  })
  session.onInterrupted(() => (state.textContent = 'Connection lost, retrying…'))
  session.onContinued(() => (state.textContent = ''))
  return session
}
