import type { ChatWidget } from '../chat-widget.ts'
import { create } from './create.ts'
import { drawLauncher } from './draw-launcher.ts'
import { loadWidget } from './load-widget.ts'
import { runs } from './loader-global.ts'
import { openText } from './open-texts.ts'
import { hasStoredChat } from './stored-chat.ts'

/** Puts `<chat-widget>` into the page, with a launcher until the widget itself is loaded; nothing pressed meanwhile is lost. */
export function placeWidget(script: HTMLScriptElement): void {
  const { server, load: when, greetAfter } = script.dataset
  const element = create('chat-widget' as 'div', {}) as HTMLElement as ChatWidget
  for (const { name, value } of script.attributes)
    // Without a server it does not open its chat.
    if (/^data-(?!server)/.test(name)) element.setAttribute(name.slice(5), value)
  element.dataset['server'] = server
  document.body.append(element)
  const root = element.attachShadow({ mode: 'open' })
  const button = drawLauncher(root, openText(element.lang || document.documentElement.lang))
  let isWanted = false
  let isLoading = false

  const load = async () => {
    if (isLoading) return
    isLoading = true
    try {
      await loadWidget(script)
      // A button that goes while it is pressed is never clicked.
      while (button.matches(':active')) await new Promise(requestAnimationFrame)
      customElements.upgrade(element) // It may be out of the page.
      if (!customElements.get('chat-widget')) throw new Error('its script failed') // It has loaded all the same.
      for (const run of runs) queueMicrotask(() => run(element))
      element.server = server
      await element.updateComplete
      const hasFocus = root.activeElement === button
      button.remove()
      if (isWanted) element.open()
      else if (hasFocus) root.querySelector('button')?.focus()
    } catch (error) {
      console.error('chat-loader: not loaded, click again', error)
      isLoading = false
      button.ariaBusy = null
    }
  }

  button.onclick = () => {
    isWanted = true
    button.ariaBusy = 'true'
    void load()
  }
  button.onpointerenter = button.onfocus = load
  if (hasStoredChat()) void load()
  // The widget greets, not the loader. WebKit has no idle callbacks.
  else if (when === 'idle' || greetAfter) (globalThis.requestIdleCallback ?? requestAnimationFrame)(load)
}
