import { cometdTransport } from '@chat-transport/cometd'
import { createChat, webStorage } from '@chat-transport/core'

const url = new URLSearchParams(location.search).get('chat')
const chatOf = (visitor) =>
  createChat({ transport: cometdTransport({ url }), storage: webStorage({ prefix: `chat-${visitor}.` }) })

export const chats = { Ada: chatOf('Ada'), Bob: chatOf('Bob') }
