import { type ChatWidget, defineChatWidget } from '@chat-transport/widget'
import { createStage } from './stage.ts'
import { states } from './states.ts'

const query = new URLSearchParams(location.search)
const name = query.get('state')

document.documentElement.lang = query.get('lang') ?? 'en'
document.documentElement.dir = query.get('dir') ?? 'ltr'
document.documentElement.dataset['theme'] = query.get('theme') ?? 'light'

if (name === null) listStates()
else await showState(name)

/** One state alone: what a frame of the list shows, and what is tested and photographed. */
async function showState(wanted: string): Promise<void> {
  const state = states[wanted]
  if (!state) throw new Error(`the gallery has no state ${wanted}`)
  document.title = state.title
  defineChatWidget()
  const widget = document.createElement('chat-widget') as ChatWidget
  widget.theme = query.get('theme') === 'dark' ? 'dark' : 'light'
  const stage = createStage(widget, state.options)
  document.body.append(widget)
  document.body.dataset['state'] = 'loading'
  await widget.updateComplete
  await stage.settle()
  await state.show(stage)
  await widget.updateComplete
  document.body.dataset['state'] = 'shown'
}

function listStates(): void {
  document.body.classList.add('is-list')
  const list = document.querySelector('main')
  const size = query.get('size') === 'phone' ? 'phone' : 'desktop'
  for (const [key, { title }] of Object.entries(states)) {
    const link = new URLSearchParams({ ...Object.fromEntries(query), state: key })
    const figure = document.createElement('figure')
    figure.className = size
    const frame = document.createElement('iframe')
    frame.loading = 'lazy'
    frame.title = title
    frame.src = `/?${link}`
    const caption = document.createElement('figcaption')
    const anchor = document.createElement('a')
    anchor.href = frame.src
    anchor.textContent = title
    caption.append(anchor)
    figure.append(caption, frame)
    list?.append(figure)
  }
}
