import { createComposer } from '../composer.js'
import { byId, element } from '../dom.js'
import { createMessageList } from '../messages.js'
import { createAttachments } from './attachments.js'
import { createBanner } from './banner.js'
import { createSharedDraft } from './shared-draft.js'
import { createSignInForm } from './sign-in-form.js'

const statusTexts = {
  connecting: 'Connecting',
  connected: 'Connected',
  reconnecting: 'Reconnecting',
  interrupted: 'Connection lost',
}
const interruptedText = 'Connection lost. What you write is kept and sent when it is back.'

/** What each mode of the window shows; everything else is hidden. */
const partsOf = {
  connecting: [],
  form: ['start-form'],
  live: ['visitor-composer', 'visitor-typing', 'leave'],
  switching: ['visitor-composer', 'visitor-typing'],
  ended: ['ending'],
}

/** The visitor's window: shows what it is told, and tells `actions` what the visitor does. */
export function createChatWindow(actions) {
  const messages = createMessageList(byId('visitor-messages'), {
    ...actions.messages,
    edit: ({ text, index }) => composer.edit(text, (changed) => actions.messages.edit(index, changed)),
  })
  const banner = createBanner()
  const form = byId('start-form')
  const composer = createComposer('visitor-composer', {
    onSend: actions.send,
    onTyping: actions.typing,
    onDraft: (text) => draft.set(text),
  })
  const draft = createSharedDraft(composer.showDraft)
  const field = byId('visitor-composer').elements.namedItem('text')
  const attachments = createAttachments({ panel: byId('visitor'), field, onFiles: actions.attach })
  const signInForm = createSignInForm(actions)
  byId('leave').addEventListener('click', actions.leave)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    actions.start(requestFrom(form))
  })
  let connectivity
  let mode

  const setMode = (next) => {
    mode = next
    for (const id of new Set(Object.values(partsOf).flat())) byId(id).hidden = !partsOf[mode].includes(id)
    composer.setReady(mode === 'live')
    attachments.setReady(mode === 'live')
    if (!hasChat()) composer.stopEditing()
  }
  const hasChat = () => mode === 'live' || mode === 'switching'

  return {
    /** A chat that is being restored over another transport stays in view: the visitor may be writing. */
    showConnecting() {
      setMode(hasChat() ? 'switching' : 'connecting')
      banner.problem('Connecting…')
    },
    showForm() {
      setMode('form')
      byId('visitor-title').textContent = 'Visitor'
      messages.show([])
      banner.hide()
      subtitle('What your customer sees')
    },
    showLive({ party, uploads }) {
      const isNew = !hasChat()
      setMode('live')
      banner.hide()
      attachments.offer(uploads)
      byId('visitor-title').textContent = party.name
      // After a switch the focus stays where the visitor has put it, perhaps among the transports.
      if (isNew) field.focus({ preventScroll: true })
    },
    showName: (name) => void (byId('visitor-title').textContent = name),
    showAccount: signInForm.show,
    showSignInFailed: () => banner.failure('Signing in did not work. Please try again.'),
    showConversation: messages.show,
    giveBack(text) {
      banner.failure('Too much is waiting for the line already. Please send this again when it is back.')
      composer.giveBack(text)
    },
    showTyping(names) {
      byId('visitor-typing').textContent = names.length > 0 ? `${names.join(' and ')} is typing` : ''
    },
    showConnectivity(current) {
      connectivity = current
      subtitle(statusTexts[current] ?? 'No chat', current)
      if (current === 'connected') banner.hide()
    },
    /** @param {boolean | undefined} leads `undefined`: there is no line, or tabs do not share */
    showLeading(leads) {
      const mark = byId('leading')
      mark.hidden = leads === undefined
      mark.dataset.leads = String(leads)
      mark.textContent = leads ? 'This tab holds the line' : 'Another tab holds the line'
    },
    /** A short gap is nobody's business: the banner counts down only where the visitor waits already. */
    showRetry(at) {
      if (connectivity === 'interrupted') banner.problem(interruptedText, at)
      else if (connectivity === undefined || connectivity === 'connecting') banner.problem('No connection yet.', at)
    },
    showInterrupted: () => banner.problem(interruptedText),
    showContinued: () => banner.goodNews('Back online. Nothing was lost.'),
    showEnding(ending, unsent) {
      setMode('ended')
      banner.hide()
      byId('ending').replaceChildren(...drawEnding(ending, unsent, actions))
    },
  }
}

function subtitle(text, connectivity) {
  const node = byId('visitor-subtitle')
  node.textContent = text
  if (connectivity === undefined) delete node.dataset.connectivity
  else node.dataset.connectivity = connectivity
}

function drawEnding({ title, text, resumable }, unsent, actions) {
  const button = (label, onclick, kind = '') =>
    element('button', { class: `button ${kind}`, type: 'button', onclick }, label)
  const request = requestFrom(byId('start-form'))
  const parts = [element('h3', {}, title), element('p', {}, text)]
  if (unsent.length > 0) {
    parts.push(element('p', {}, 'This never reached us, and is not lost:'))
    parts.push(
      element('ul', { 'aria-label': 'Unsent messages' }, ...unsent.map((message) => element('li', {}, message))),
    )
  }
  const buttons = [
    resumable && button('Continue here', actions.restore, 'primary'),
    unsent.length > 0 && button('Start a new chat and send it', () => actions.start(request, unsent), 'primary'),
    !resumable && button('Start a new chat', () => actions.start(request), unsent.length > 0 ? '' : 'primary'),
  ]
  parts.push(element('div', { class: 'button-row' }, ...buttons.filter(Boolean)))
  return parts
}

/** Fields left empty are left out. */
function requestFrom(form) {
  const filled = [...new FormData(form)].filter(([, value]) => value.trim() !== '')
  return Object.fromEntries(filled)
}
