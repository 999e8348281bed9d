import type { TypingTexts } from '@chat-transport/core'

/** Everything that the widget says. `{name}` and the like are replaced; what is left out of a site's own table is English. */
export interface Texts {
  /** The language, as in `lang`: what dates, times and numbers are written in. */
  readonly language: string

  readonly title: string
  readonly greeting: string
  readonly subtitle: string
  /** In place of `subtitle`, outside office hours. */
  readonly away: string
  readonly open: string
  readonly close: string
  readonly minimize: string
  readonly dismissGreeting: string
  /** `{count}` */
  readonly unreadOne: string
  readonly unreadMany: string
  /** Who is in the chat. `{names}` */
  readonly with: string
  /** Two things in one name. `{first}`, `{second}` */
  readonly pair: string

  readonly transcript: string
  readonly today: string
  readonly yesterday: string
  readonly you: string
  readonly empty: string
  /** Between what an earlier page has shown and what has come since. */
  readonly newSince: string
  readonly loadingEarlier: string
  readonly loadEarlier: string
  readonly beginning: string
  readonly jumpToNewest: string
  /** `{count}` */
  readonly newMessages: string
  /** Announced in place of many messages that come together. `{count}` */
  readonly newMany: string
  /** `{name}` */
  readonly joined: string
  readonly left: string
  readonly signedIn: string
  readonly typing: TypingTexts

  readonly uploading: string
  readonly queued: string
  readonly sending: string
  readonly sent: string
  readonly read: string
  readonly failed: string
  readonly edited: string
  readonly deleted: string
  /** A reply that ended before it was whole. */
  readonly cut: string
  readonly retry: string
  readonly discard: string
  readonly discarded: string
  readonly cancel: string
  /** What can be done about a message. `{text}` */
  readonly messageMenu: string
  readonly edit: string
  readonly delete: string
  /** `{emoji}` */
  readonly react: string
  readonly openFile: string
  /** Of a link, for who does not see where it leads. */
  readonly newTab: string
  readonly unknownContent: string

  readonly message: string
  readonly placeholder: string
  readonly send: string
  readonly attach: string
  readonly dropFiles: string
  readonly editing: string
  readonly save: string
  readonly previewNote: string

  /** Whether the visitor wants notifications. */
  readonly notificationOffer: string
  readonly notificationAccept: string
  readonly notificationDecline: string
  /** `{name}` */
  readonly notificationTitle: string

  readonly connecting: string
  readonly unreachable: string
  readonly interrupted: string
  /** `{seconds}` */
  readonly retryIn: string
  readonly retrying: string
  readonly continued: string

  readonly formTitle: string
  readonly formSubmit: string
  readonly optional: string
  readonly required: string
  readonly invalidEmail: string
  readonly choose: string

  readonly leave: string
  readonly leaveTitle: string
  readonly leaveText: string
  readonly leaveConfirm: string
  readonly leaveCancel: string
  readonly endedTitle: string
  readonly endedText: string
  readonly leftTitle: string
  readonly leftText: string
  readonly expiredTitle: string
  readonly expiredText: string
  readonly expiredNotice: string
  readonly takenOverTitle: string
  readonly takenOverText: string
  readonly refusedTitle: string
  readonly refusedText: string
  readonly startAgain: string
  readonly continueHere: string
  readonly unsent: string
  readonly download: string
  readonly rate: string
  /** `{score}` */
  readonly rating: string
  readonly rated: string

  readonly dismiss: string
  /** Of the widget's own errors, by code. */
  readonly tooMuchWaiting: string
  /** `{size}` */
  readonly fileTooLarge: string
  readonly fileTypeRefused: string
  readonly noFiles: string
  readonly tooLong: string
  readonly notChanged: string
  readonly historyFailed: string
}
