import { cometdTransport } from '@chat-transport/cometd'
import { createChat } from '@chat-transport/core'

const chat = createChat({ transport: cometdTransport({ url: 'https://chat.example/cometd' }) })
const session = chat.openSession({ nickname: 'Ada' })
session.onMessageReceived((event) => console.log(event.content))
session.sendMessage('Hello')
