import { byId } from './dom.js'
import { describeConnectivity, describeEvent, describeRetry } from './faults/describe.js'

/**
 * The shop, in its own frame: a page like any other, whose widget is what this demo is about. It tells what the SDK reports to it
 * (page/shop/chat/tell-demo.js), which is shown here.
 */
export function openShop({ timeline, route, ribbon }) {
  const frame = byId('shop')
  let sessionId

  const showConnectivity = (connectivity) => {
    ribbon.set(connectivity)
    route.setConnectivity(connectivity)
  }
  const heard = {
    dialed: () => showConnectivity('connecting'),
    connectivity(change) {
      timeline.add('connectivity', describeConnectivity(change), change)
      showConnectivity(withoutLine.includes(change.current) ? undefined : change.current)
    },
    retry: (retry) => timeline.add('retry', describeRetry(retry)),
    event: (event) => timeline.add('event', describeEvent(event), event),
    error: (event) => timeline.add('error', describeEvent(event), event),
    leading: (leads) =>
      timeline.add('connectivity', leads ? 'This tab holds the line now' : 'This tab no longer holds the line'),
    session({ id, leads }) {
      sessionId = id
      route.setLeading(leads)
    },
    'bad-command': (refused) =>
      timeline.add(
        'control',
        refused ? `The bad command was refused: ${refused.message}` : 'The bad command was accepted',
      ),
  }

  addEventListener('shop', ({ detail: { type, told } }) => heard[type](told))
  frame.addEventListener('load', () => followTitle(frame.contentDocument))
  frame.src = '/shop/'

  return {
    get sessionId() {
      return sessionId
    },
    sendBadCommand: (code) => frame.contentWindow.dispatchEvent(new CustomEvent('bad-command', { detail: code })),
  }
}

/** A chat is `connecting` before it dials, too: until the visitor has written something. */
const withoutLine = ['connecting', 'closed']

/** The title of the tab is the shop's: it calls for the visitor. */
function followTitle({ title, head }) {
  document.title = title
  new MutationObserver(() => (document.title = head.querySelector('title').textContent)).observe(head, {
    childList: true,
    subtree: true,
    characterData: true,
  })
}
