import { createComposer } from './composer.js'
import { byId, element } from '../dom.js'
import { itemFor, reactionItems } from './message-content.js'
import { createMessageList } from './messages.js'
import { openAgentLine } from './agent-line.js'
import { createAgentSessions } from './agent-sessions.js'

const typingAgainMs = 4_000

/** The person at the console. */
const grace = { name: 'Grace', type: 'agent' }
const participant = 'grace'

/** The other side of the counter: every chat on the server, and one of them open. It uses the agent API as any console would. */
export function createAgentConsole({ api, timeline, filesFrom }) {
  const messages = createMessageList(byId('agent-messages'), {
    react: (index, emoji, on) => act(on ? 'addReaction' : 'removeReaction', undefined, { index, emoji }),
    edit: ({ index, text }) => composer.edit(text, (changed) => act('editMessage', { text: changed }, { index })),
    delete: (index) => act('deleteMessage', undefined, { index }),
  })
  const { all: sessions, cursors, hear } = createAgentSessions({ self: `${api.name}:${participant}` })
  const line = openAgentLine({ api, cursors, onItem, onConnected })
  /** @type {Map<string, HTMLElement>} kept while their sessions are: a new button would lose the focus, and a click halfway */
  const tabs = new Map()
  let selectedId
  /** Whether the console's own line is lost: then it knows only how things were. */
  let isCutOff = false

  const call = (operation, { body, ...path }) =>
    line.call(operation, path, body).catch((error) => timeline.add('error', `The agent’s console: ${error.message}`))
  /** In the chat that is open. */
  const act = (operation, body, path) => call(operation, { sessionId: selectedId, participant, ...path, body })

  function onItem(item) {
    hear(item)
    if (item.type === 'session.started') selectedId = item.sessionId
    if (!sessions.has(selectedId)) selectedId = [...sessions.keys()].at(-1)
    const { agent, lastIndex, state } = sessions.get(item.sessionId) ?? {}
    if (item.type === 'event' && agent && state === 'live')
      call('markRead', { sessionId: item.sessionId, participant, body: { upTo: lastIndex } })
    draw()
  }

  function onConnected(isConnected) {
    isCutOff = !isConnected
    draw()
  }

  // Typing is said when it begins, now and then while it goes on (it lapses otherwise), and when the field is emptied.
  let saidAt = 0
  const composer = createComposer('agent-composer', {
    onSend(text) {
      saidAt = 0
      act('sendMessage', { text })
    },
    onTyping(typed) {
      const isTyping = typed !== ''
      if (isTyping && Date.now() - saidAt < typingAgainMs) return
      saidAt = isTyping ? Date.now() : 0
      act('setTyping', { isTyping })
    },
  })
  byId('agent-presence').addEventListener('click', () =>
    sessions.get(selectedId).agent ? act('leave') : act('join', grace),
  )
  byId('agent-end').addEventListener('click', () =>
    call('endSession', { sessionId: selectedId, body: { reason: 'closed by the agent' } }),
  )

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
    tab.querySelector('span').textContent = session.visitor.name
    tab.querySelector('small').textContent = session.state === 'live' ? (session.subject ?? 'Live') : 'Ended'
  }

  function addTab({ id }) {
    const onclick = () => {
      composer.stopEditing()
      selectedId = id
      draw()
    }
    const tab = element('button', { class: 'session', type: 'button', onclick }, element('span'), element('small'))
    tabs.set(id, tab)
    byId('sessions').prepend(tab) // The newest first, in view.
    return tab
  }

  function drawSelected(session) {
    const live = session?.state === 'live'
    const joined = live && session.agent !== undefined
    byId('agent-subtitle').textContent = isCutOff ? 'Your line to the server is lost; trying again' : describe(session)
    byId('agent-presence').hidden = !live
    byId('agent-presence').disabled = byId('agent-end').disabled = isCutOff
    byId('agent-presence').textContent = joined ? 'Hand to the bot' : 'Join as Grace'
    byId('agent-presence').classList.toggle('primary', !joined)
    byId('agent-presence').classList.toggle('quiet', joined)
    byId('agent-end').hidden = !joined
    byId('agent-composer').hidden = !joined
    byId('agent-typing').hidden = !live
    byId('agent-typing').textContent = live ? typingText(session) : ''
    if (!joined) composer.stopEditing()
    messages.show(session ? items(session, filesFrom) : [])
  }

  draw()
}

function describe(session) {
  if (!session) return 'Your side of the counter'
  if (session.state === 'ended') return `${session.visitor.name}’s chat has ended`
  const where = session.visitorAttached ? 'online' : 'away'
  const known = session.visitorSignedIn ? ', signed in' : ''
  return `${session.visitor.name} is ${where}${known} · ${session.agent ? 'you are in' : 'the bot answers'}`
}

function typingText({ visitor, visitorTyping, visitorTyped }) {
  if (!visitorTyping) return ''
  return visitorTyped ? `${visitor.name} is typing: ${visitorTyped}` : `${visitor.name} is typing`
}

/** The agent sees the transcript from the other side: own is what Grace and the bot say. */
function items({ id, events, visitor, agent, readUpTo }, filesFrom) {
  return events
    .map((event) => ({ event, item: itemFor(event, filesFrom) }))
    .filter(({ item }) => item)
    .map(({ event, item }) => {
      const { type, index, party, content, edited, deleted, reactions } = event
      const own = type === 'EventMessage' && party.id !== visitor.id
      const state = own && index <= readUpTo ? 'read' : undefined
      const can = agent && type === 'EventMessage' && !deleted ? possible({ party, content, agent }) : undefined
      const changes = { edited, deleted, reactions: reactionItems(reactions, agent?.id), can }
      return { ...item, ...changes, key: `${id}/${index}`, index, own, state }
    })
}

/** Agents may delete what anybody has said, as moderators do. */
const possible = ({ party, content, agent }) => ({
  react: true,
  edit: party.id === agent.id && content.type === 'text',
  delete: true,
})
