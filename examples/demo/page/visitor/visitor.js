import { describeConnectivity, describeEvent, describeRetry } from '../timeline/describe.js'
import { chosen, isAlone, shown } from '../shared.js'
import { createAccount } from './account.js'
import { conversation, messageTexts, undelivered } from './conversation.js'
import { endings } from './endings.js'
import { badCommands } from './tapped-transport.js'
import { createTransport } from './transports.js'

// The plain script tag in index.html has defined it.
const { createChat } = globalThis.ChatTransport

/**
 * The visitor's chat in this page: restores what there was, starts anew, and keeps the window and the timeline told.
 * The tabs of this browser share it.
 */
export function createVisitor({ urls, view, attention, timeline, ribbon, onConnectivity, onLeading }) {
  const account = createAccount()
  let knownName = account.name
  let { begun } = shown.get()
  let life = begin(chosen.get().transport)
  let detached = Promise.resolve()

  /** A chat over one choice of transports. Switching ends the life and begins another, which restores the session. */
  function begin(choice) {
    const scope = new AbortController()
    const transport = createTransport(choice, urls)
    const chat = createChat({
      transport,
      credentials: account.credentials,
      // Loaded with the first file.
      files: () => import('/sdk/files.js'),
      typingPreview: true,
    })
    const stopListening = [
      chat.onConnectivity((change) => {
        timeline.add('connectivity', describeConnectivity(change), change)
        showConnectivity(change.current)
      }),
      chat.onRetry((retry) => {
        timeline.add('retry', describeRetry(retry))
        view.showRetry(retry.at)
      }),
      transport.onLeading((leads) => {
        timeline.add('connectivity', leads ? 'This tab holds the line now' : 'This tab no longer holds the line')
        showLeading()
      }),
    ]
    scope.signal.addEventListener('abort', () => stopListening.forEach((stop) => stop()))
    return { choice, chat, transport, scope, opening: undefined, session: undefined, canJoin: false }
  }

  function showConnectivity(connectivity) {
    ribbon.set(connectivity)
    view.showConnectivity(connectivity)
    onConnectivity(connectivity)
    showLeading()
  }

  function showLeading() {
    const leads = life.session && life.transport.leads
    view.showLeading(leads)
    onLeading(leads)
    attention.show(life.session?.unread ?? 0, leads)
  }

  /** A widget calls `openSession()`, which restores or starts. This page decides by itself, to show the form of a start. */
  const restore = () => (life.opening = openStored())

  async function openStored() {
    const { chat, scope } = life
    life.canJoin = false
    view.showConnecting()
    try {
      const session = await chat.restoreSession({ signal: scope.signal })
      if (session) follow(session)
      else showForm()
    } catch (error) {
      if (!scope.signal.aborted) showEnd(endings.notRestored(error), messageTexts(error.unsent ?? []))
    }
  }

  /** `unsent`: texts that an earlier chat could not deliver, to be said first. */
  const start = (request, unsent = []) => (life.opening = openNew(request, unsent))

  async function openNew(request, unsent) {
    const { chat, scope } = life
    life.canJoin = false
    view.showConnecting()
    try {
      const session = await chat.startSession(request, { signal: scope.signal })
      follow(session)
      for (const text of unsent) send(text)
    } catch (error) {
      if (!scope.signal.aborted) showEnd(endings.notStarted(error), unsent)
    }
  }

  function showForm() {
    life.canJoin = true
    view.showForm()
  }

  /** Another tab has begun a chat, or has it back: it is this one's, too. */
  function joinOthers() {
    const before = begun
    begun = shown.get().begun
    if (begun > before && life.canJoin) void restore()
  }

  function follow(session) {
    life.session = session
    if (!isAlone) shown.set({ begun: (begun = Date.now()) })
    const typing = new Map()
    let readUpTo = 0
    const draw = () => view.showConversation(conversation(session, { readUpTo, filesFrom: urls.cometd }))
    const record = (event) => timeline.add('event', describeEvent(event), event)

    session.onTranscriptChanged(draw)
    session.onChanged(showLeading)
    session.onMessageReceived((event) => {
      record(event)
      markRead()
    })
    session.onParticipantJoined(record)
    session.onParticipantLeft(record)
    session.onParticipantUpdated((event) => {
      record(event)
      view.showName(session.party.name)
    })
    session.onNotice(record)
    session.onTyping((event) => {
      record(event)
      if (event.isTyping) typing.set(event.party.id, event.party.name)
      else typing.delete(event.party.id)
      view.showTyping([...typing.values()])
    })
    session.onRead((event) => {
      record(event)
      readUpTo = Math.max(readUpTo, event.upTo)
      draw()
    })
    session.onError((event) => timeline.add('error', describeEvent(event), event))
    session.onInterrupted(view.showInterrupted)
    session.onContinued(view.showContinued)
    session.onSessionEnded((event) => {
      timeline.add('event', `The session ended: ${event.reason}`, event)
      draw()
      showEnd(endings.ended(event), undelivered(session))
    })
    view.showLive(session)
    draw()
    markRead()
  }

  function showEnd(ending, unsent) {
    life.session = undefined
    life.canJoin = unsent.length === 0
    showConnectivity(undefined)
    view.showEnding(ending, unsent)
  }

  /** What is in the open window of a visible page counts as read, in every tab. */
  function markRead() {
    const last = life.session?.transcript.findLast(({ index }) => index !== undefined)
    if (last && document.visibilityState === 'visible' && shown.get().open) life.session.markRead(last.index)
  }

  function send(text) {
    const sent = life.session.sendMessage(text)
    report(sent, `“${text}” was not delivered`)
    sent.catch((error) => error.name === 'QuotaExceededError' && view.giveBack(text))
  }

  /** The transcript shows what becomes of it, so a widget may ignore the promise. This page has a timeline to tell. */
  function report(done, failure) {
    done?.catch((error) => {
      // After a detach or a take-over it stays queued, and whoever holds the chat next sends it.
      if (error.name !== 'AbortError') timeline.add('error', `${failure}: ${error.message}`)
    })
  }

  /** The chat goes on, as this user's. Without a line the server hears of it with the next one. */
  async function signIn(name) {
    try {
      await account.begin(name)
      showAccount()
      await life.opening // It may have begun before there was a token.
      await life.session?.identify()
      account.confirm()
    } catch (error) {
      if (error.name === 'InvalidStateError') return account.confirm() // That chat has ended meanwhile: the next one is theirs.
      timeline.add('error', `Signing in failed: ${error.message}`)
      account.cancel()
      showAccount()
      view.showSignInFailed()
    }
  }

  function showAccount() {
    knownName = account.name
    view.showAccount(knownName)
  }

  function signOut() {
    knownName = undefined
    account.signOut()
    shown.clear()
    return forget()
  }

  /** Nothing is left here of the chat, nor of who had it. It goes on at the server, for when they come back. */
  async function forget() {
    const { chat, choice, scope } = life
    scope.abort()
    await chat.signOut()
    life = begin(choice)
    showConnectivity(undefined)
    showAccount()
    showForm()
  }

  /** Who has signed in or out in another tab has done so in this one, too. */
  function followAccount() {
    if (account.name === knownName) return
    showAccount()
    if (knownName === undefined) void forget()
  }

  account.onChanged(followAccount)
  if (!isAlone) shown.subscribe(joinOthers)
  showAccount()

  return {
    restore,
    start,
    send,
    signIn,
    signOut,
    attach(files) {
      for (const file of files) report(life.session?.sendFile(file), `“${file.name}” was not delivered`)
    },
    /** What can be done about messages. When the chat is over, there is nobody to hear of it. */
    messages: {
      answer: (content) => report(life.session?.sendMessage(content), `“${content.text}” was not delivered`),
      edit: (index, text) => report(life.session?.editMessage(index, text), 'The message was not changed'),
      delete: (index) => report(life.session?.deleteMessage(index), 'The message was not deleted'),
      react: (index, emoji, on) => report(life.session?.react(index, emoji, on), `${emoji} was not taken`),
      retry: (key) => report(life.session?.retry(key), 'It was not delivered again'),
      discard: (key) => life.session?.discard(key),
    },
    markRead,
    get sessionId() {
      return life.session?.id
    },
    typing: (typed) => life.session?.sendTyping(typed),
    leave() {
      life.session.leave().catch((error) => timeline.add('error', `Leaving failed: ${error.message}`))
    },
    /** The last choice counts, even when it comes before the one before it has let go of the session. */
    async switchTransport(choice) {
      const { session, scope } = life
      scope.abort()
      const next = (life = begin(choice))
      view.showConnecting()
      detached = detached.then(() => session?.detach())
      await detached
      if (life === next) await restore()
    },
    async sendBadCommand(code) {
      const error = await life.transport.sendRaw(badCommands[code]).then(
        () => undefined,
        (reason) => reason,
      )
      timeline.add('control', error ? `The bad command was refused: ${error.message}` : 'The bad command was accepted')
    },
  }
}
