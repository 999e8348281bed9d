import { type Chat, type ChatError, type Logger, type StartRequest, systemClock } from '@chat-transport/core'
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit'
import { announceNews } from './behaviour/announce-news.ts'
import { Announcer } from './behaviour/announcer.ts'
import { CallVisitor } from './behaviour/attention/call-visitor.ts'
import { FitViewport } from './behaviour/fit-viewport.ts'
import { FollowPage } from './behaviour/follow-page.ts'
import { GrowField } from './behaviour/grow-field.ts'
import { LanguageTexts } from './behaviour/language-texts.ts'
import { MessageKeys } from './behaviour/message-keys.ts'
import { TranscriptScroll } from './behaviour/transcript-scroll.ts'
import { ViewState } from './behaviour/view-state.ts'
import { fillsThePage, WindowFocus } from './behaviour/window-focus.ts'
import { createDefaultChat } from './connect/create-default-chat.ts'
import type { WidgetTabs } from './model/tabs/widget-tabs.ts'
import type { OfficeHours } from './model/office-hours.ts'
import type { PreChatForm } from './model/pre-chat-form.ts'
import { startFaults } from './model/start-faults.ts'
import { createTranscriptWindow } from './model/transcript-window.ts'
import { createWidgetModel, type WidgetModel, type WidgetModelEvents } from './model/widget-model.ts'
import { isShown } from './texts/said-texts.ts'
import type { Texts } from './texts/texts.ts'
import { announcements } from './view/announcements.ts'
import type { ContentViews } from './view/content/content-view.ts'
import { standardContents } from './view/content/content-views.ts'
import { greeting } from './view/greeting.ts'
import { launcher } from './view/launcher.ts'
import { styles } from './view/styles.ts'
import type { View } from './view/view.ts'
import { chatWindow } from './view/window.ts'

/** An attribute that is taken away leaves nothing, where Lit would leave `null`. */
const text = { fromAttribute: (value: string | null) => value ?? undefined }
const seconds = { fromAttribute: (value: string | null) => (value === null ? undefined : Number(value)) }

const defaultEmojis = ['👍', '❤️', '😄', '😮', '🙏']

/**
 * `<chat-widget server="https://chat.example/cometd">`. Attributes and properties come in here, and the parts that are drawn
 * of them go out; what the widget does is in `model/`, how a part looks in `view/`, what needs the DOM in `behaviour/`.
 *
 * Events, none of which bubbles: `chat-news` and `chat-attention` (`detail`: the `EventMessage`), `chat-error` (the `ChatError`),
 * `chat-rating` (`{ sessionId, score }`), `chat-toggle` (`{ isOpen }`).
 */
export class ChatWidget extends LitElement {
  /** Its style sheets. */
  static override readonly styles = styles

  static override readonly properties = {
    server: { converter: text },
    language: { attribute: 'lang', converter: text },
    theme: { reflect: true },
    greetAfter: { attribute: 'greet-after', converter: seconds },
    rating: { type: Boolean },
    typingPreview: { type: Boolean, attribute: 'typing-preview' },
    sound: { type: Boolean },
    titleBadge: { type: Boolean, attribute: 'title-badge' },
    notifications: { type: Boolean },
    texts: { attribute: false },
    request: { attribute: false },
    form: { attribute: false },
    hours: { attribute: false },
    contents: { attribute: false },
    emojis: { attribute: false },
    chat: { attribute: false },
    tabs: { attribute: false },
    model: { attribute: false },
    logger: { attribute: false },
  }

  /** Where the chat server is, unless a `chat` is given. */
  declare server: string | undefined
  /** As in `lang`. @default that of the page */
  declare language: string | undefined
  /** @default what the visitor's system prefers */
  declare theme: 'light' | 'dark' | undefined
  /** Greets those who have no chat yet, after so many seconds. @default never */
  declare greetAfter: number | undefined
  /** Visitors are asked to rate a chat that ends. @default false */
  declare rating: boolean
  /** Others see what visitors write before they send it, and visitors are told so. @default false */
  declare typingPreview: boolean
  /** Two notes when somebody has said something that no tab shows. @default false */
  declare sound: boolean
  /** How much is unread, before the page's title. @default false */
  declare titleBadge: boolean
  /** Notifications of the system while the page is hidden, for visitors who want them: they are asked in the chat. @default false */
  declare notifications: boolean
  /** Texts in place of the widget's own. @default none */
  declare texts: Partial<Texts> | undefined
  /** What is known of the visitor. */
  declare request: StartRequest | undefined
  /** What visitors are asked before a chat. @default nothing */
  declare form: PreChatForm | undefined
  /** @default always open */
  declare hours: OfficeHours | undefined
  /** What shows contents of the site's own, by `content.type`. */
  declare contents: ContentViews | undefined
  /** What can be put to a message; none: nothing. */
  declare emojis: readonly string[]
  /** A chat of the site's own, in place of `server`. */
  declare chat: Chat | undefined
  /** Makes it one with the widgets in the other tabs, for a `chat` that they share: of `widgetTabs`. */
  declare tabs: WidgetTabs | undefined
  /** A model of the site's own, in place of all that makes one. */
  declare model: WidgetModel | undefined
  /** Told what the chat does, such as `console`. It counts when the chat is opened. @default nobody */
  declare logger: Logger | undefined

  readonly #texts = new LanguageTexts(this, (error) => this.#reportError(error))
  readonly #faults = startFaults((error) => this.#reportError(error))
  readonly #announcer = new Announcer(this)
  readonly #caller = new CallVisitor(this)
  readonly #state = new ViewState(this)
  readonly #scroll = new TranscriptScroll(this, {
    onAtEnd: (isAtEnd) => this.#running?.model.setAtEnd(isAtEnd),
    onTop: () => void this.#running?.model.loadEarlier(),
    window: createTranscriptWindow(isShown),
  })
  readonly #keys = new MessageKeys(this, this.#scroll)
  /** After the transcript, which keeps the focus of those who go through it. */
  readonly #focus = new WindowFocus(this)
  #contents: ContentViews = standardContents
  #running: { readonly model: WidgetModel; readonly stop: () => void } | undefined
  #chat: Chat | undefined

  constructor() {
    super()
    this.rating = false
    this.typingPreview = false
    this.sound = false
    this.titleBadge = false
    this.notifications = false
    this.emojis = defaultEmojis
    new FitViewport(this)
    new GrowField(this)
    new FollowPage(this, (isVisible) => this.#running?.model.setVisible(isVisible))
  }

  get isOpen(): boolean {
    return this.#running?.model.snapshot.isOpen ?? false
  }

  /** It is open, or closed, because it is so in another tab. */
  get followsTabs(): boolean {
    return this.#running?.model.snapshot.followsTabs ?? false
  }

  /** Opens the window, as a click on the launcher does. */
  open(): void {
    this.#running?.model.open()
  }

  /** Closes the window. */
  close(): void {
    this.#running?.model.close()
  }

  /** A text for a support ticket, without what was said: that of `chat.report()`. `undefined` before there is a chat. */
  report(): string | undefined {
    return this.#chat?.report()
  }

  /**
   * Forgets the chat in this browser, with what was not sent, and closes the window, in every tab: for when somebody else may use the page
   * next. Resolves when nothing of it is stored any more.
   */
  async signOut(): Promise<void> {
    await this.#running?.model.signOut()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    // An element that is moved is connected again at once.
    void Promise.resolve().then(() => this.isConnected || this.#stop())
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.requestUpdate()
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('model') || changed.has('chat') || changed.has('tabs') || changed.has('server')) this.#stop()
    if (!this.#running && this.isConnected) this.#start()
    if (changed.has('contents')) this.#contents = { ...standardContents, ...this.contents }
    this.#texts.use(this.language, this.texts)
  }

  protected override render(): TemplateResult {
    const view = this.#view()
    return view ? html`${chatWindow(view)} ${greeting(view)} ${launcher(view)} ${announcements(view)}` : html``
  }

  #start(): void {
    const model = this.model ?? this.#createModel()
    if (!model) return
    let { isOpen } = model.snapshot
    const tellToggle = () => {
      if (model.snapshot.isOpen === isOpen) return
      isOpen = model.snapshot.isOpen
      this.#tell('chat-toggle', { isOpen })
    }
    const stops = [
      model.subscribe(() => this.requestUpdate()),
      model.subscribe(tellToggle),
      announceNews(model, { announcer: this.#announcer, texts: () => this.#texts.current }),
      this.#caller.follow(model, () => this.#texts.current),
      ...(['news', 'attention', 'error', 'rating'] satisfies (keyof WidgetModelEvents)[]).map((name) =>
        model.on(name, (detail) => this.#tell(`chat-${name}`, detail)),
      ),
    ]
    model.setVisible(document.visibilityState === 'visible')
    model.setAtEnd(this.#scroll.isAtEnd)
    const isOwn = model !== this.model
    this.#running = {
      model,
      stop: () => {
        stops.forEach((stop) => stop())
        if (isOwn) model.destroy()
      },
    }
  }

  #createModel(): WidgetModel | void {
    const { request, form, hours, greetAfter } = this
    try {
      const given = this.#chatAndTabs()
      if (!given) return this.#faults.awaitChat()
      this.#chat = given.chat
      const greetAfterMs = greetAfter === undefined ? {} : { greetAfterMs: greetAfter * 1_000 }
      const hasRoom = () => !fillsThePage()
      return createWidgetModel({ ...given, request, form, hours, hasRoom, ...greetAfterMs })
    } catch (error) {
      return this.#faults.tell(error)
    }
  }

  #chatAndTabs() {
    const { chat, tabs, server, typingPreview, logger } = this
    if (chat) return { chat, tabs }
    return server === undefined ? undefined : createDefaultChat(server, { typingPreview, ...(logger && { logger }) })
  }

  #stop(): void {
    this.#faults.forget()
    this.#running?.stop()
    this.#running = undefined
    this.#chat = undefined
  }

  #view(): View | undefined {
    const model = this.#running?.model
    return (
      model && {
        snapshot: model.snapshot,
        model,
        texts: this.#texts.current,
        contents: this.#contents,
        form: this.form,
        options: {
          hasRating: this.rating,
          hasTypingPreview: this.typingPreview,
          emojis: this.emojis,
          now: systemClock.now(),
        },
        state: this.#state,
        scroll: this.#scroll,
        keys: this.#keys,
        focus: this.#focus,
        announcer: this.#announcer,
        caller: this.#caller,
        reportError: (error) => this.#reportError(error),
      }
    )
  }

  /** What is wrong on this page, which its developer is to see without listening. */
  #reportError(error: ChatError): void {
    console.error(error)
    // Those who listen to the model hear of it, and it is told from there.
    if (this.#running) this.#running.model.raiseError(error)
    else this.#tell('chat-error', error)
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }))
  }
}
