import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { WidgetModel } from '../../model/widget-model.ts'
import { fillText } from '../../texts/fill-text.ts'
import { plainText } from '../../texts/plain-text.ts'
import type { Texts } from '../../texts/texts.ts'
import { createChime } from './chime.ts'
import { askForNotifications, canAskForNotifications, createPageNotification } from './page-notification.ts'
import { badgeTitle } from './title-badge.ts'

/** The ways of calling that the site has turned on. */
export interface CallVisitorHost extends ReactiveControllerHost, EventTarget {
  readonly sound: boolean
  readonly titleBadge: boolean
  readonly notifications: boolean
}

/** Calls the visitor when the model says so: by a sound, by the page's title, by a notification while the page is hidden. */
export class CallVisitor implements ReactiveController {
  readonly #host: CallVisitorHost
  readonly #chime = createChime()
  #model: WidgetModel | undefined

  constructor(host: CallVisitorHost) {
    this.#host = host
    host.addController(this)
    for (const type of ['pointerdown', 'keydown'])
      host.addEventListener(type, () => host.sound && this.#chime.allow(), { passive: true })
  }

  /** Whether the visitor can be asked for notifications. */
  get canAsk(): boolean {
    return this.#host.notifications && canAskForNotifications()
  }

  /** For the handler of a click. */
  async ask(): Promise<void> {
    await askForNotifications().catch(() => undefined)
    this.#host.requestUpdate()
  }

  /** Returns the function that stops it. */
  follow(model: WidgetModel, texts: () => Texts): () => void {
    const notification = createPageNotification(() => model.open())
    const stops = [
      model.on('attention', ({ party, content }) => {
        const { sound, notifications } = this.#host
        if (sound) this.#chime.ring()
        if (!notifications || document.visibilityState === 'visible') return
        const { language, notificationTitle } = texts()
        const title = fillText(notificationTitle, { name: party.name })
        notification.show({
          title,
          body: plainText(content, texts()),
          tag: `chat-transport ${model.snapshot.visitor.id}`,
          language,
        })
      }),
      model.subscribe(() => model.snapshot.unread === 0 && notification.close()),
    ]
    this.#model = model
    return () => {
      stops.forEach((stop) => stop())
      notification.close()
      this.#model = undefined
      this.#chime.close()
      badgeTitle(this, 0)
    }
  }

  hostUpdated(): void {
    const { unread = 0, leads } = this.#model?.snapshot ?? {}
    badgeTitle(this, this.#host.titleBadge && leads ? unread : 0)
  }
}
