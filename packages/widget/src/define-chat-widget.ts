import { ChatWidget } from './chat-widget.ts'

/** Makes `<chat-widget>` known to the page. A second copy of this package leaves the name to the first. */
export function defineChatWidget(name = 'chat-widget'): void {
  if (!customElements.get(name))
    customElements.define(name, name === 'chat-widget' ? ChatWidget : class extends ChatWidget {})
}
