import { ChatError, type ChatSession, type TextContent } from '@chat-transport/core'
import { fileProblem } from './file-problem.ts'
import type { Store } from './store.ts'
import { WidgetErrorCode, type Problem } from './widget-errors.ts'
import type { WidgetSnapshot } from './widget-snapshot.ts'

/** What the visitor can do about messages. Nothing here throws or rejects: what fails shows in the snapshot. */
export interface MessageActions {
  /** What is in the composer has changed. Others see that the visitor types. */
  setDraft(text: string): void
  /** Sends what is in the composer, or saves the edit. */
  send(): void
  /** The visitor has chosen one of the replies that the message at `index` offers. */
  answer(index: number, choice: { readonly label: string; readonly value: string }): void
  /** Sends files, or tells what is wrong with them. */
  sendFiles(files: readonly File[]): void
  /** Puts a message into the composer, to be changed. */
  edit(index: number, text: string): void
  /** Leaves the message as it is. */
  stopEditing(): void
  /** Takes the message back. */
  deleteMessage(index: number): void
  /** Puts an emoji to the message, or takes it away. */
  react(index: number, emoji: string, on: boolean): void
  /** Sends again what has failed. */
  retry(key: string): void
  /** Removes what has failed. */
  discard(key: string): void
}

export interface MessageParts {
  readonly store: Store<WidgetSnapshot>
  session(): ChatSession | undefined
  tell(problem: Problem, cause?: unknown): void
}

export function createMessageActions({ store, session, tell }: MessageParts): MessageActions {
  /** Puts back what could not be taken, before whatever has been typed since. */
  const giveBack = (text: string) =>
    store.set({ draft: [text, store.current.draft].filter((part) => part !== '').join('\n') })

  const say = (content: string | TextContent) => {
    const text = typeof content === 'string' ? content : content.text
    session()
      ?.sendMessage(content)
      .catch((error: unknown) => {
        const code = codeOfUnsent(error)
        if (code === undefined) return // Its entry shows it.
        giveBack(text)
        tell({ code, values: {} }, error)
      })
  }
  /** Of a change nothing but the rejection tells. */
  const change = (done: Promise<unknown> | undefined) =>
    void done?.catch((error: unknown) => {
      if (!isAbort(error)) tell({ code: WidgetErrorCode.notChanged, values: {} }, error)
    })
  const stopEditing = () => {
    const { editing } = store.current
    if (editing) store.set({ draft: editing.before, editing: undefined })
  }

  return {
    setDraft(draft) {
      store.set({ draft })
      // What is edited has been said: it is not shown to others before it is saved.
      if (!store.current.editing) session()?.sendTyping(draft)
    },
    send() {
      const { draft, editing } = store.current
      const text = draft.trim()
      if (text === '' || !session()) return
      if (editing) {
        stopEditing()
        return change(session()?.editMessage(editing.index, text))
      }
      store.set({ draft: '' })
      say(text)
    },
    answer: (index, { label, value }) => say({ type: 'text', text: label, answers: { index, value } }),
    sendFiles: (files) => files.forEach((file) => sendFile(file)),
    edit(index, text) {
      const before = store.current.editing?.before ?? store.current.draft
      store.set({ editing: { index, before }, draft: text })
    },
    stopEditing,
    deleteMessage: (index) => change(session()?.deleteMessage(index)),
    react: (index, emoji, on) => change(session()?.react(index, emoji, on)),
    retry: (key) =>
      void session()
        ?.retry(key)
        .catch(() => undefined), // Its entry shows it.
    discard: (key) => session()?.discard(key),
  }

  function sendFile(file: File): void {
    const problem = fileProblem(file, store.current.uploads)
    if (problem) return tell(problem)
    session()
      ?.sendFile(file)
      .catch(() => undefined) // Its entry shows it.
  }
}

/** Why something was not even queued; `undefined` when it was. */
function codeOfUnsent(error: unknown): Problem['code'] | undefined {
  if (ChatError.is(error)) return undefined
  if (error instanceof RangeError) return WidgetErrorCode.messageTooLong
  return (error as Error | undefined)?.name === 'QuotaExceededError' ? WidgetErrorCode.tooMuchWaiting : undefined
}

/** The chat is over in this page: there is nobody to hear of it. */
const isAbort = (error: unknown) =>
  ['AbortError', 'InvalidStateError'].includes(String((error as Error | undefined)?.name))
