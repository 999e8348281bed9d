export interface PageNotice {
  readonly title: string
  readonly body: string
  /** A later one of the same tag takes its place. */
  readonly tag: string
  /** As in `lang`. */
  readonly language: string
}

/** Chrome on Android has notifications for service workers alone, and a page in its background does not run anyway. */
const hasNotifications = () => typeof Notification === 'function' && !navigator.userAgent.includes('Android')

/** The browser has not been asked yet whether this site may show them. */
export const canAskForNotifications = (): boolean => hasNotifications() && Notification.permission === 'default'

/** Has the browser ask the visitor: for the handler of a click. */
export async function askForNotifications(): Promise<void> {
  await Notification.requestPermission()
}

/** Notifications of the system, one at a time. `onClick`: the visitor has come back by one. */
export function createPageNotification(onClick: () => void) {
  let shown: Notification | undefined
  const close = () => {
    shown?.close()
    shown = undefined
  }
  return {
    close,
    /** Nothing where the visitor has not allowed it. */
    show({ title, body, tag, language }: PageNotice): void {
      if (!hasNotifications() || Notification.permission !== 'granted') return
      const notification = new Notification(title, { body, tag, lang: language, dir: 'auto' })
      notification.onclick = () => {
        window.focus()
        close()
        onClick()
      }
      shown = notification
    },
  }
}
