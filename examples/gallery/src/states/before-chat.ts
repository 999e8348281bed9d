import type { State } from '../states.ts'

const form = {
  text: 'Tell us who you are, so that we can help you faster.',
  fields: [
    { name: 'nickname', label: 'Your name', required: true, autocomplete: 'name' },
    {
      name: 'email',
      label: 'Email',
      type: 'email',
      required: true,
      autocomplete: 'email',
      hint: 'In case we get cut off.',
    },
    {
      name: 'subject',
      label: 'What is it about?',
      type: 'select',
      options: [
        { value: 'order', label: 'An order' },
        { value: 'return', label: 'A return' },
      ],
    },
    { name: 'consent', label: 'I agree that this chat is kept for 30 days.', type: 'checkbox', required: true },
  ],
} as const

export const beforeChat: Readonly<Record<string, State>> = {
  launcher: {
    title: 'The launcher',
    show: async () => undefined,
  },
  greeting: {
    title: 'A greeting beside the launcher',
    async show({ widget, reload }) {
      widget.greetAfter = 0
      await reload()
    },
  },
  unread: {
    title: 'Messages that came while the window was closed',
    async show({ widget, far, write, settle }) {
      widget.open()
      await write('Hello?')
      widget.close()
      await far.say('Hi Ada!')
      await far.say('How can I help?')
      await settle()
    },
  },
  empty: {
    title: 'A window with nothing in it yet',
    show: async ({ widget }) => widget.open(),
  },
  away: {
    title: 'Outside office hours',
    async show({ widget, reload }) {
      widget.hours = { timeZone: 'UTC', open: [] }
      await reload()
      widget.open()
    },
  },
  form: {
    title: 'A form before the chat',
    async show({ widget, reload }) {
      widget.form = form
      await reload()
      widget.open()
    },
  },
  'form-errors': {
    title: 'A form that is not right yet',
    async show({ widget, reload, settle }) {
      widget.form = form
      await reload()
      widget.open()
      await settle()
      const email = widget.shadowRoot?.querySelector<HTMLInputElement>('[name=email]')
      if (email) email.value = 'ada@'
      widget.shadowRoot?.querySelector('form')?.requestSubmit()
    },
  },
  'typing-preview': {
    title: 'Visitors are told that others see what they write',
    async show({ widget }) {
      widget.typingPreview = true
      widget.open()
    },
  },
}
