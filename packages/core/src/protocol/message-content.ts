/**
 * What a message holds, by its type. An application adds its own:
 *
 * ```ts
 * declare module '@chat-transport/core' {
 *   interface MessageContents { order: { readonly number: string; readonly total: number } }
 * }
 * ```
 *
 * Everything that this file exports is public: only so can an application add to the interface.
 */
export interface MessageContents {
  text: TextContent
  url: UrlContent
  /** From agents only. */
  remark: RemarkContent
  file: FileContent
  choices: ChoicesContent
  card: CardContent
}

/** The content of one type. What an application has declared gets its `type`, and the text for those who do not know it. */
export type ContentOf<Type extends keyof MessageContents> = MessageContents[Type] extends { readonly type: Type }
  ? MessageContents[Type]
  : MessageContents[Type] & { readonly type: Type; readonly fallback: string }

/** What a message holds. Servers may send types that are not declared here: show what you do not know by `textOf`. */
export type MessageContent = { [Type in keyof MessageContents]: ContentOf<Type> }[keyof MessageContents]

/** What a visitor can send. */
export type VisitorContent = Exclude<MessageContent, RemarkContent>

/** What all standard contents have, except text itself. */
interface Shown {
  /** Shown where the type is not known, in place of what can be derived from the content. */
  readonly fallback?: string
}

/** A text, of anybody: what `sendMessage` makes of a string. */
export interface TextContent {
  readonly type: 'text'
  readonly text: string
  /** `'markdown'`: it may be shown formatted. HTML in it is text in either case. @default 'plain' */
  readonly format?: 'plain' | 'markdown'
  /** What the visitor has chosen; `text` is its label. */
  readonly answers?: ChoiceAnswer
}
/** An answer to choices, or to a card. */
export interface ChoiceAnswer {
  /** The index of the message that asked. */
  readonly index: number
  /** The `value` of what was chosen. */
  readonly value: string
}

/** A link. */
export interface UrlContent extends Shown {
  readonly type: 'url'
  readonly url: string
  readonly text?: string
}

/** Shown as a remark rather than as speech. */
export interface RemarkContent {
  readonly type: 'remark'
  readonly text: string
}

/** What a message says of a file. The server writes all of it but the `id` (P93). */
export interface FileDescription {
  /** The name of the upload. */
  readonly id: string
  readonly name: string
  /** The media type, as the server found it in the bytes. */
  readonly type: string
  readonly bytes: number
  /** Where to fetch it. A relative one is to be resolved against `uploads.url` of the attach answer (P94). */
  readonly url?: string
}
/** A file that has been uploaded. */
export interface FileContent extends Shown {
  readonly type: 'file'
  readonly file: FileDescription
  /** What is said about it. */
  readonly text?: string
}

/** A question with quick replies. The visitor may also write an answer of their own. */
export interface ChoicesContent extends Shown {
  readonly type: 'choices'
  readonly text: string
  readonly choices: readonly Choice[]
}
/** A reply is a `text` that says `label`, with `answers`. */
export interface Choice {
  readonly label: string
  readonly value: string
}

/** An offer: a title, a picture, and what can be done with it. */
export interface CardContent extends Shown {
  readonly type: 'card'
  readonly title: string
  readonly text?: string
  readonly image?: { readonly url: string; readonly alt?: string }
  readonly actions?: readonly CardAction[]
}
/** A link to follow, or an answer to send, as for choices. */
export type CardAction =
  | { readonly type: 'url'; readonly label: string; readonly url: string }
  | { readonly type: 'answer'; readonly label: string; readonly value: string }
