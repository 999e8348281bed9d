import { byId } from '../dom.js'

const connectivityTexts = {
  connecting: 'Connecting',
  connected: 'Connected',
  reconnecting: 'Reconnecting',
  interrupted: 'Interrupted',
}
const lineTexts = { cut: 'line cut', silent: 'line silent' }

/** The picture of the two ends and the line between them: what the page believes, and what is really so. */
export function createRoute({ pageOrigin, chatOrigin }) {
  const route = byId('route')
  byId('page-origin').textContent = new URL(pageOrigin).host
  byId('chat-origin').textContent = new URL(chatOrigin).host
  let connectivity
  let line = 'open'

  const draw = () => {
    route.dataset.line = line
    route.dataset.connectivity = connectivity ?? 'none'
    const texts = [connectivityTexts[connectivity] ?? 'No chat', lineTexts[line]]
    byId('route-label').textContent = texts.filter(Boolean).join(' · ')
  }

  return {
    setLine(state) {
      line = state
      draw()
    },
    setConnectivity(current) {
      connectivity = current
      draw()
    },
  }
}
