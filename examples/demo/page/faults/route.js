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
  let isByOtherTab = false
  let line = 'open'

  const draw = () => {
    route.dataset.line = line
    route.dataset.connectivity = connectivity ?? 'none'
    const way = isByOtherTab && connectivity === 'connected' ? ' by way of another tab' : ''
    const texts = [(connectivityTexts[connectivity] ?? 'No chat yet') + way, lineTexts[line]]
    byId('route-label').textContent = texts.filter(Boolean).join(' · ')
  }

  return {
    setLine(state) {
      line = state
      draw()
    },
    /** @param {boolean | undefined} leads whether this tab holds the line for all; `undefined`: no chat, or tabs do not share */
    setLeading(leads) {
      isByOtherTab = leads === false
      const mark = byId('leading')
      mark.hidden = leads === undefined
      mark.dataset.leads = String(leads)
      mark.textContent = leads ? 'This tab holds the line' : 'Another tab holds the line'
      draw()
    },
    setConnectivity(current) {
      connectivity = current
      draw()
    },
  }
}
