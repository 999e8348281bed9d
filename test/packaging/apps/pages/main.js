import { cometdTransport } from '@chat-transport/cometd'
import { createChat } from '@chat-transport/core'

const url = new URLSearchParams(location.search).get('chat')
const session = createChat({ transport: cometdTransport({ url }) }).openSession({ nickname: 'Ada' })

const list = document.body.appendChild(document.createElement('ul'))
session.onMessageReceived(({ party, content }) => {
  list.appendChild(document.createElement('li')).textContent = `${party.name}: ${content.text}`
})
window.say = (text) => session.sendMessage(text)
