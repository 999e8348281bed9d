import { byId } from '../dom.js'
import { chosen } from './choices.js'

const lineTexts = {
  open: 'The line is open again',
  cut: 'The line is cut: connections end, new ones are refused',
  silent: 'The line is silent: everything looks connected, nothing comes through',
}

const restartTexts = {
  kept: 'The chat server was restarted; it goes on with what it has on the disk',
  empty: 'The chat server was restarted with an empty disk; it knows no chat',
}

const weatherTexts = { fine: 'as they are sent', late: 'late', twice: 'twice', shuffled: 'out of order' }

/** The buttons that break things. The line is the same for every tab, so each shows what any of them did. */
export function createControls({ channel, timeline, route, shop }) {
  const command = (path, body) =>
    channel.post(path, body).catch((error) => timeline.add('error', `The demo’s own server: ${error.message}`))

  byId('line-states').addEventListener('change', ({ target }) => command('/controls/line', { state: target.value }))
  channel.on('line', ({ state, isNews }) => {
    byId('line-states').querySelector(`[value=${state}]`).checked = true
    byId('controls').inert = false // the first of these comes at once
    route.setLine(state)
    if (isNews) timeline.add('control', lineTexts[state])
  })

  onClick('[data-server=restart]', () => command('/controls/restart'))
  onClick('[data-server=forget]', () => command('/controls/restart', { forgetful: true }))
  channel.on('restarted', ({ forgetful }) => timeline.add('control', restartTexts[forgetful ? 'empty' : 'kept']))

  onClick('[data-server=expire]', () => {
    if (shop.sessionId) command('/controls/expire', { sessionId: shop.sessionId })
    else timeline.add('control', 'There is no chat to expire')
  })
  channel.on('expired', () => timeline.add('control', 'The chat server has forgotten a chat'))

  for (const button of document.querySelectorAll('[data-bad-command]'))
    button.addEventListener('click', () => shop.sendBadCommand(button.dataset.badCommand))
  followChoices(timeline)
}

/** The transport and what befalls its events: a choice in any tab counts for all. The shops of all tabs follow it. */
function followChoices(timeline) {
  let before = chosen.get()
  const check = (id, value) => {
    const input = byId(id).querySelector(`[value="${CSS.escape(value)}"]`)
    if (input) input.checked = true
  }
  const draw = () => {
    const { transport, weather } = chosen.get()
    check('transports', transport)
    check('weather', weather)
    byId('weather').disabled = transport !== 'server-sent-events'
  }
  chosen.subscribe(() => {
    const { transport, weather } = chosen.get()
    draw()
    if (weather !== before.weather) timeline.add('control', `From now on events come ${weatherTexts[weather]}`)
    if (transport !== before.transport) timeline.add('control', `Switching to ${transport}`)
    before = { transport, weather }
  })
  byId('transports').addEventListener('change', ({ target }) => chosen.set({ transport: target.value }))
  byId('weather').addEventListener('change', ({ target }) => chosen.set({ weather: target.value }))
  draw()
}

function onClick(selector, run) {
  document.querySelector(selector).addEventListener('click', run)
}
