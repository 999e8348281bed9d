import { createComposer } from '../composer.js'
import { byId, element } from '../dom.js'
import { createMessageList, itemFor } from '../messages.js'

/** The other side of the counter: every chat on the server, and one of them open. */
export function createAgentConsole({ channel, timeline }) {
  const messages = createMessageList(byId('agent-messages'))
  /** @type {Map<string, object>} the sessions by id, oldest first, as the server describes them */
  const sessions = new Map()
  /** @type {Map<string, HTMLElement>} kept while their sessions are: a new button would lose the focus, and a click halfway */
  const tabs = new Map()
  let selectedId

  const act = (action, body) =>
    channel
      .post(`/agent/${action}`, { sessionId: selectedId, ...body })
      .catch((error) => timeline.add('error', `The agent’s console: ${error.message}`))

  createComposer('agent-composer', {
    onSend: (text) => act('message', { text }),
    onTyping: (isTyping) => act('typing', { isTyping }),
  })
  byId('agent-presence').addEventListener('click', () => act(sessions.get(selectedId).agent ? 'leave' : 'join'))
  byId('agent-end').addEventListener('click', () => act('end'))

  channel.on('session', ({ session }) => {
    const isNew = !sessions.has(session.id)
    sessions.set(session.id, session)
    if (isNew) selectedId = session.id
    draw()
  })
  channel.on('sessions-gone', ({ ids }) => {
    for (const id of ids) sessions.delete(id)
    if (!sessions.has(selectedId)) selectedId = [...sessions.keys()].at(-1)
    draw()
  })

  function draw() {
    drawTabs()
    byId('sessions').hidden = sessions.size === 0
    byId('agent-empty').hidden = sessions.size > 0
    drawSelected(sessions.get(selectedId))
  }

  function drawTabs() {
    for (const [id, tab] of tabs) {
      if (sessions.has(id)) continue
      tab.remove()
      tabs.delete(id)
    }
    for (const session of sessions.values()) drawTab(session)
  }

  function drawTab(session) {
    const tab = tabs.get(session.id) ?? addTab(session)
    tab.setAttribute('aria-current', String(session.id === selectedId))
    tab.dataset.state = session.state
    tab.querySelector('small').textContent = session.state === 'live' ? (session.subject ?? 'Live') : 'Ended'
  }

  function addTab({ id, visitor }) {
    const onclick = () => {
      selectedId = id
      draw()
    }
    const tab = element('button', { class: 'session', type: 'button', onclick }, visitor.name, element('small'))
    tabs.set(id, tab)
    byId('sessions').append(tab)
    return tab
  }

  function drawSelected(session) {
    const live = session?.state === 'live'
    const joined = live && session.agent !== undefined
    byId('agent-subtitle').textContent = describe(session)
    byId('agent-presence').hidden = !live
    byId('agent-presence').textContent = joined ? 'Hand to the bot' : 'Join as Grace'
    byId('agent-presence').classList.toggle('primary', !joined)
    byId('agent-presence').classList.toggle('quiet', joined)
    byId('agent-end').hidden = !joined
    byId('agent-composer').hidden = !joined
    byId('agent-typing').hidden = !live
    byId('agent-typing').textContent = live && session.visitorTyping ? `${session.visitor.name} is typing` : ''
    messages.show(session ? items(session) : [])
  }

  draw()
}

function describe(session) {
  if (!session) return 'Your side of the counter'
  if (session.state === 'ended') return `${session.visitor.name}’s chat has ended`
  const where = session.visitorAttached ? 'online' : 'away'
  return `${session.visitor.name} is ${where} · ${session.agent ? 'you are in' : 'the bot answers'}`
}

/** The agent sees the transcript from the other side: own is what Grace and the bot say. */
function items({ id, events, visitor, readUpTo }) {
  return events
    .map((event) => ({ event, item: itemFor(event) }))
    .filter(({ item }) => item)
    .map(({ event, item }) => {
      const own = event.type === 'EventMessage' && event.party.id !== visitor.id
      return { ...item, key: `${id}/${event.index}`, own, state: own && event.index <= readUpTo ? 'read' : undefined }
    })
}
