import { ChatError } from '@chat-transport/core'

/** The widget's own errors, from the range that is its own: 200 to 249. */
export const WidgetErrorCode = Object.freeze({
  /** It was given neither a server nor a chat within two seconds, or a bad option. */
  cannotStart: 200,
  /** Too much is waiting for the line. */
  tooMuchWaiting: 201,
  fileTooLarge: 202,
  fileTypeRefused: 203,
  /** The server takes no files. */
  noFiles: 204,
  messageTooLong: 205,
  /** The server has not accepted an edit, a deletion or a reaction. */
  notChanged: 206,
  historyFailed: 207,
  /** The texts of the language cannot be loaded: they are English. */
  textsNotLoaded: 208,
  /** What shows a content has thrown, or shows nothing: its fallback is shown. */
  contentNotShown: 209,
  /** A text of the site's own is none that the widget has, or no text. */
  textNotTaken: 210,
})
/** One of the widget’s own codes. */
export type WidgetErrorCode = (typeof WidgetErrorCode)[keyof typeof WidgetErrorCode]

/** Something to tell the visitor once, until they dismiss it: one of the codes above, or 152 (the server does not have the chat any more). */
export interface Problem {
  readonly code: WidgetErrorCode | 152
  /** What its text names: a file, a size. */
  readonly values: Readonly<Record<string, string | number>>
}

const descriptions: Readonly<Record<WidgetErrorCode, string>> = {
  200: 'unable to start the widget',
  201: 'unable to send: too much is waiting for the line',
  202: 'unable to send the file: it is larger than the server takes',
  203: 'unable to send the file: the server does not take its type',
  204: 'unable to send the file: the server takes none',
  205: 'unable to send: the message is longer than the server takes',
  206: 'unable to change the message: the server has not accepted it',
  207: 'unable to load earlier messages',
  208: 'unable to load the texts of the language: they are English',
  209: 'unable to show a message: what shows its content has thrown, or shows nothing',
  210: 'unable to take a text',
}

/** `about`: the name of what it is about. */
export const widgetError = (code: WidgetErrorCode, cause?: unknown, about?: string): ChatError =>
  new ChatError(code, [descriptions[code], about].filter((part) => part !== undefined).join(': '), { cause })
