import { html, nothing, type TemplateResult } from 'lit'
import type { FormField } from '../model/pre-chat-form.ts'
import type { View } from './view.ts'

/** What visitors are asked before a chat. */
export function preChatForm(view: View): TemplateResult | typeof nothing {
  const { form, texts, model } = view
  if (!form) return nothing
  // Also of its button, by which Enter submits it: frames that may not send forms submit none.
  const submit = (event: Event) => {
    event.preventDefault()
    const target = (event.currentTarget as HTMLElement).closest('form') as HTMLFormElement
    model.submitForm(valuesOf(target, form.fields))
    // What is wrong is the next thing to do.
    void Promise.resolve().then(() => target.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())
  }
  return html`<form class="pre-chat" part="form" novalidate @submit=${submit}>
    <h3 class="form-title"><bdi>${form.title ?? texts.formTitle}</bdi></h3>
    ${form.text === undefined ? nothing : html`<p class="form-text"><bdi>${form.text}</bdi></p>`}
    ${form.fields.map((field, place) => formField(field, place, view))}
    <button class="button primary" type="submit" @click=${submit}>${form.submit ?? texts.formSubmit}</button>
  </form>`
}

function formField(field: FormField, place: number, view: View): TemplateResult {
  const { snapshot, texts } = view
  const { name, label, type, required, hint } = field
  const id = `form-${place}`
  const error = snapshot.formErrors[name]
  const described = [error && `${id}-error`, hint !== undefined && `${id}-hint`].filter(Boolean).join(' ')
  const mark = required ? nothing : html`<span class="optional">&nbsp;(${texts.optional})</span>`
  return html`<div class="form-field ${type === 'checkbox' ? 'is-checkbox' : ''}">
    <label for=${id}><bdi>${label}</bdi>${mark}</label>
    ${control(field, { id, described, isWrong: error !== undefined, isFirst: place === 0 }, view)}
    ${hint === undefined ? nothing : html`<p class="form-hint" id="${id}-hint"><bdi>${hint}</bdi></p>`}
    ${error ? html`<p class="form-error" id="${id}-error">${error === 'required' ? texts.required : texts.invalidEmail}</p>` : nothing}
  </div>`
}

interface ControlState {
  readonly id: string
  /** The ids of what says more about it. */
  readonly described: string
  readonly isWrong: boolean
  readonly isFirst: boolean
}

function control(field: FormField, state: ControlState, view: View): TemplateResult {
  if (field.type === 'textarea') return textArea(field, state)
  return field.type === 'select' ? selection(field, state, view) : input(field, state)
}

const input = ({ name, type = 'text', required = false, autocomplete }: FormField, state: ControlState) =>
  html`<input
    id=${state.id}
    name=${name}
    type=${type}
    autocomplete=${autocomplete ?? nothing}
    ?required=${required}
    aria-invalid=${state.isWrong}
    aria-describedby=${state.described || nothing}
    data-focus=${state.isFirst ? 'first' : nothing}
  />`

const textArea = ({ name, required = false }: FormField, state: ControlState) =>
  html`<textarea
    id=${state.id}
    name=${name}
    rows="3"
    ?required=${required}
    aria-invalid=${state.isWrong}
    aria-describedby=${state.described || nothing}
    data-focus=${state.isFirst ? 'first' : nothing}
  ></textarea>`

const selection = ({ name, required = false, options = [] }: FormField, state: ControlState, { texts }: View) =>
  html`<select
    id=${state.id}
    name=${name}
    ?required=${required}
    aria-invalid=${state.isWrong}
    aria-describedby=${state.described || nothing}
    data-focus=${state.isFirst ? 'first' : nothing}
  >
    <option value="">${texts.choose}</option>
    ${options.map(({ value, label }) => html`<option value=${value}>${label}</option>`)}
  </select>`

function valuesOf(form: HTMLFormElement, fields: readonly FormField[]): Record<string, string | boolean> {
  const data = new FormData(form)
  return Object.fromEntries(
    fields.map(({ name, type }) => [name, type === 'checkbox' ? data.has(name) : String(data.get(name) ?? '')]),
  )
}
