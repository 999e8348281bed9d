import { ChatError, type EventMessage, systemClock } from '@chat-transport/core'
import { createAttention } from './attention.ts'
import { createHandlers } from './handlers.ts'
import { createCurrentSession } from './current-session.ts'
import { greetAfter } from './greeting.ts'
import { createHistory } from './history.ts'
import { createLeaving, type Rating } from './leaving.ts'
import { createLineBanner } from './line-banner.ts'
import { createMessageActions, type MessageActions } from './message-actions.ts'
import { watchHours } from './office-hours.ts'
import { createOpening } from './opening.ts'
import type { FormValues } from './pre-chat-form.ts'
import { createReading, type Reading } from './reading.ts'
import { createSigningOut } from './signing-out.ts'
import { createStore, type Store } from './store.ts'
import { followTabs } from './tabs/follow-tabs.ts'
import { type Problem, widgetError } from './widget-errors.ts'
import { checkModelOptions, type WidgetModelOptions } from './widget-model-options.ts'
import { firstSnapshot, type WidgetSnapshot } from './widget-snapshot.ts'

/** What the widget tells besides its snapshot. */
export interface WidgetModelEvents {
  /** Somebody else has said something new: the time to announce it. */
  news: EventMessage
  /** The visitor has not seen it half a second later: the time to ring. In one tab alone. */
  attention: EventMessage
  /** The server's errors unchanged, those of the SDK, and the widget's own (200 to 249). */
  error: ChatError
  /** The visitor has rated a chat that is over. */
  rating: Rating
}

/** The whole widget without a DOM: what it shows, and what can be done with it. */
export interface WidgetModel extends MessageActions {
  readonly snapshot: WidgetSnapshot
  /** Returns the function that unsubscribes. */
  subscribe(run: () => void): () => void
  /** Registers a handler; returns the function that removes it. */
  on<Name extends keyof WidgetModelEvents>(name: Name, run: (event: WidgetModelEvents[Name]) => void): () => void

  /** Opens the window. */
  open(): void
  /** Closes the window. */
  close(): void
  /** The visitor does not want to be greeted again. */
  dismissGreeting(): void
  /** The visitor has seen the problem. */
  dismissProblem(): void
  /** Begins the chat with what the form has asked; or the snapshot says what is wrong with it. */
  submitForm(values: FormValues): void
  /** Shows earlier messages. */
  loadEarlier(): Promise<void>
  /** Asks the visitor whether the chat is to end. */
  askToLeave(): void
  /** The chat goes on. */
  cancelLeaving(): void
  /** Ends the chat. */
  leave(): void
  /** The visitor rates the chat. */
  rate(score: number): void
  /** Begins another chat. */
  startAgain(): void
  /** Takes the chat back from the page that has it. */
  continueHere(): void
  /** The visitor has said whether they want notifications. */
  answerOffer(): void
  /** Forgets the chat in this browser, with what was not sent, and closes the window, in every tab: for when somebody else may use the page next. */
  signOut(): Promise<void>
  /** Whether the page can be seen, and whether the end of the transcript can: what is seen is read. */
  setVisible(isVisible: boolean): void
  /** Whether the end of the transcript is in sight: what is, has been read. */
  setAtEnd(isAtEnd: boolean): void
  /** Raises `error`, for one of the view. */
  raiseError(error: ChatError): void
  /** Lets go of the chat, which stays stored. */
  destroy(): void
}

/**
 * What the widget knows and does, without a DOM. It opens the chat at once: the stored one, or one that waits for the first message.
 * Throws a `TypeError` or `RangeError` that names a bad option.
 */
export function createWidgetModel(options: WidgetModelOptions): WidgetModel {
  checkModelOptions(options)
  const { store, handlers, session, tell, reading, opening, signOut, destroy } = createParts(options)
  const { historyCount = 50 } = options
  opening.begin()

  return {
    get snapshot() {
      return store.current
    },
    subscribe: store.subscribe,
    on: handlers.add,
    ...createMessageActions({ store, session, tell }),
    ...createLeaving({ store, session, onRating: (rating) => handlers.call('rating', rating) }),
    ...windowActions(store, reading),
    loadEarlier: createHistory({ store, count: historyCount, session, tell }),
    submitForm: opening.submitForm,
    startAgain: opening.startAgain,
    continueHere: opening.continueHere,
    signOut,
    raiseError: (error) => handlers.call('error', error),
    destroy,
  }
}

/** What follows the session, the line, the clock and the other tabs, and keeps the snapshot what they are. */
function createParts(options: WidgetModelOptions) {
  const { chat, form, request = {}, hours, greetAfterMs, historyCount = 50, clock = systemClock, tabs } = options
  const store = createStore<WidgetSnapshot>(firstSnapshot)
  const handlers = createHandlers<WidgetModelEvents>()
  const scope = new AbortController()
  const { signal } = scope

  const tell = (problem: Problem, cause?: unknown) => {
    store.set({ problem })
    handlers.call('error', problem.code === 152 ? (cause as ChatError) : widgetError(problem.code, cause))
  }
  const banner = createLineBanner(clock, (shown) => store.set({ banner: shown }))
  const current = createCurrentSession(store, {
    onNews(event) {
      handlers.call('news', event)
      attention.onNews(event)
    },
    onError(event) {
      const error = ChatError.fromEvent(event)
      if (error.code === 152 && store.current.phase !== 'ended') tell({ code: 152, values: {} }, error)
      else handlers.call('error', error)
    },
    onChanged({ status, transcript }) {
      banner.statusIs(status)
      if (transcript.length > 0) store.set({ isGreeting: false })
      reading.update()
      followed.update()
    },
    onLetGo() {
      banner.reset()
      attention.stop()
    },
  })
  const session = current.get
  const reading = createReading(store, session)
  const attention = createAttention({ clock, tabs, session, call: (event) => handlers.call('attention', event) })
  const opening = createOpening({
    chat,
    store,
    form,
    request,
    last: historyCount,
    signal,
    follow: current.follow,
    tell,
  })
  const followed = followTabs(tabs, {
    store,
    clock,
    session,
    hasRoom: options.hasRoom ?? (() => true),
    onTaken: reading.update,
    onLeading: attention.onLeading,
    join() {
      current.letGo()
      opening.begin()
    },
  })
  const signingOut = createSigningOut({
    chat,
    store,
    tabs: followed,
    session,
    letGo: current.letGo,
    begin: opening.begin,
  })
  const stops = [
    signingOut.stop,
    followed.stop,
    chat.onRetry(banner.willRetry),
    watchHours(hours, clock, (isOpen) => store.set({ isAway: !isOpen })),
    greetAfter(greetAfterMs, clock, store),
  ]
  const destroy = () => {
    scope.abort()
    stops.forEach((stop) => stop())
    current.letGo()
  }
  return { store, handlers, session, tell, reading, opening, signOut: signingOut.signOut, destroy }
}

const windowActions = (store: Store<WidgetSnapshot>, reading: Reading) => ({
  open(): void {
    store.set({ isOpen: true, followsTabs: false, isGreeting: false, isGreeted: true })
    reading.update()
  },
  close(): void {
    store.set({ isOpen: false, followsTabs: false })
    reading.close()
  },
  dismissGreeting: (): void => store.set({ isGreeting: false, isGreeted: true }),
  answerOffer: (): void => store.set({ isOfferAnswered: true }),
  dismissProblem: (): void => store.set({ problem: undefined }),
  setVisible: reading.setVisible,
  setAtEnd: reading.setAtEnd,
})
