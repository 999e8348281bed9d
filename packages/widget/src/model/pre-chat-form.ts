import { guards, type StartRequest } from '@chat-transport/core'

/** What visitors are asked before a chat starts. */
export interface PreChatForm {
  /** @default the text `formTitle` */
  readonly title?: string
  readonly text?: string
  /** @default the text `formSubmit` */
  readonly submit?: string
  readonly fields: readonly FormField[]
}

/** Something that visitors are asked. */
export interface FormField {
  /** `nickname` and `subject` are those of the start; all others go into its `userData`. */
  readonly name: string
  readonly label: string
  /** @default 'text' */
  readonly type?: 'text' | 'email' | 'tel' | 'textarea' | 'select' | 'checkbox'
  /** A required checkbox has to be ticked. @default false */
  readonly required?: boolean
  /** What there is to choose from, with `select`. */
  readonly options?: readonly { readonly value: string; readonly label: string }[]
  /** As in HTML: `name`, `email`. */
  readonly autocomplete?: string
  /** A line below the field. */
  readonly hint?: string
}

/** What they have answered, by the names of the fields. */
export type FormValues = Readonly<Record<string, string | boolean>>
/** What is wrong in the fields, by their names. */
export type FormErrors = Readonly<Record<string, 'required' | 'invalid-email'>>

const looksLikeEmail = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

/** A form that nobody could fill in is refused. */
export const preChatForm = guards.fields({
  fields: guards.list(
    guards.fields({
      name: guards.string,
      label: guards.string,
      type: guards.optional(guards.oneOf('text', 'email', 'tel', 'textarea', 'select', 'checkbox')),
      options: guards.optional(guards.list(guards.fields({ value: guards.string, label: guards.string }))),
    }),
  ),
})

/** Which fields are wrong, and how; none when all is well. */
export function checkForm({ fields }: PreChatForm, values: FormValues): FormErrors {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const error = errorOf(field, valueOf(field, values))
      return error ? [[field.name, error]] : []
    }),
  )
}

function errorOf({ type, required }: FormField, value: string | boolean): FormErrors[string] | undefined {
  if (value === '' || value === false) return required ? 'required' : undefined
  return type === 'email' && !looksLikeEmail.test(String(value)) ? 'invalid-email' : undefined
}

function valueOf({ name, type }: FormField, values: FormValues): string | boolean {
  const value = values[name]
  if (type === 'checkbox') return value === true
  return typeof value === 'string' ? value.trim() : ''
}

/** What a start says of the visitor. Fields that were left empty are left out. */
export function requestOf({ fields }: PreChatForm, values: FormValues, base: StartRequest = {}): StartRequest {
  const filled = fields
    .map((field) => [field.name, valueOf(field, values)] as const)
    .filter(([, value]) => value !== '')
  const { nickname, subject, ...userData } = Object.fromEntries(filled)
  return {
    ...base,
    ...(nickname !== undefined && { nickname: String(nickname) }),
    ...(subject !== undefined && { subject: String(subject) }),
    userData: { ...base.userData, ...userData },
  }
}
