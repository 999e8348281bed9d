import { type Chat, ChatError, type ChatSession, ErrorCode, type StartRequest, textOf } from '@chat-transport/core'
import { checkForm, type FormValues, type PreChatForm, requestOf } from './pre-chat-form.ts'
import type { Store } from './store.ts'
import type { Problem } from './widget-errors.ts'
import { type WidgetSnapshot, withoutSession } from './widget-snapshot.ts'

export interface OpeningParts {
  readonly chat: Chat
  readonly store: Store<WidgetSnapshot>
  readonly form: PreChatForm | undefined
  readonly request: StartRequest
  /** How many of the newest events come at first. */
  readonly last: number
  readonly signal: AbortSignal
  follow(session: ChatSession): void
  tell(problem: Problem, cause?: unknown): void
}

/** Every way to a session: a stored one, one that begins with the first message, one that begins with a form. */
export function createOpening(parts: OpeningParts) {
  const { chat, store, form, request, last, signal } = parts

  const open = (start: 'now' | 'first-message', fields = request) => {
    store.set({ ...withoutSession, phase: 'chat', formErrors: {} })
    if (!signal.aborted) parts.follow(chat.openSession(fields, { start, last }))
  }
  const showForm = () => store.set({ ...withoutSession, phase: 'form', formErrors: {} })

  /**
   * A form is for those who have no chat yet, and `openSession` does not tell who has. So the stored one is asked for first; a
   * start that was not answered is not shown before its form is filled in again.
   */
  const restoreOrAsk = async () => {
    try {
      const session = await chat.restoreSession({ last, signal })
      if (signal.aborted) return void session?.detach()
      if (!session) return showForm()
      store.set({ ...withoutSession, phase: 'chat' })
      parts.follow(session)
    } catch (error) {
      if (!signal.aborted) notRestored(error)
    }
  }
  const notRestored = (error: unknown) => {
    if (ChatError.is(error) && error.code === ErrorCode.restorationFailed) {
      const unsent = (error.unsent ?? []).flatMap((command) =>
        command.type === 'SendMessage' && command.content.type !== 'file' ? [textOf(command.content)] : [],
      )
      showForm()
      store.set({ draft: [...unsent, store.current.draft].filter((text) => text !== '').join('\n') })
      return parts.tell({ code: ErrorCode.restorationFailed, values: {} }, error)
    }
    const isTaken = (error as Error | undefined)?.name === 'InvalidStateError'
    const kind = isTaken ? 'taken-over' : 'refused'
    store.set({ ...withoutSession, phase: 'ended', ending: { kind, reason: kind, unsent: [] } })
  }

  return {
    begin(): void {
      if (form) void restoreOrAsk()
      else open('first-message')
    },
    submitForm(values: FormValues): void {
      if (!form) return
      const formErrors = checkForm(form, values)
      store.set({ formErrors })
      if (Object.entries(formErrors).length === 0) open('now', requestOf(form, values, request))
    },
    /** After an end: what was not delivered is put back into the composer. */
    startAgain(): void {
      const { ending, draft } = store.current
      if (form) showForm()
      else open('first-message')
      store.set({ draft: [...(ending?.unsent ?? []), draft].filter((text) => text !== '').join('\n') })
    },
    /** Takes the chat back from the page that has it. */
    continueHere: () => open('now'),
  }
}
