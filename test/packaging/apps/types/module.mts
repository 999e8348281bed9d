// What there is as an ES module alone.
import { createChat, type ChatSession } from '@chat-transport/browser'
import { ChatWidget, createWidgetModel, defineChatWidget } from '@chat-transport/widget'

defineChatWidget()

export const widget: ChatWidget = new ChatWidget()
export type Session = ChatSession
export { createChat, createWidgetModel }
