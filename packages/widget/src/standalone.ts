import { defineChatWidget } from './define-chat-widget.ts'

export { ChatWidget } from './chat-widget.ts'
export { widgetTabs } from './connect/widget-tabs.ts'
export { loadTexts, spokenLanguages } from './texts/load-texts.ts'

// For a script tag: loading it is all that a page has to do.
defineChatWidget()
