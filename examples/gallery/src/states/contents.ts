import { html } from 'lit'
import type { State } from '../states.ts'
import { beginChat } from './conversation.ts'

/** Takes whatever comes. */
const anything = {
  '~standard': { version: 1, vendor: 'gallery', validate: (value: unknown) => ({ value }) },
}

const choices = {
  type: 'choices',
  text: 'Which colour would you like?',
  choices: [
    { label: 'Night blue', value: 'night' },
    { label: 'Sky blue', value: 'sky' },
    { label: 'Something else', value: 'else' },
  ],
} as const

/** What the server says of a file is what counts: its name here is enough. */
const file = (id: string) => ({ id, name: id, type: 'image/png', bytes: 1 })

export const contents: Readonly<Record<string, State>> = {
  choices: {
    title: 'Quick replies',
    async show(stage) {
      const grace = await beginChat(stage)
      await grace.send(choices)
      await stage.settle()
    },
  },
  'choices-answered': {
    title: 'Quick replies, one of them chosen',
    async show(stage) {
      const grace = await beginChat(stage)
      await grace.send(choices)
      await stage.settle()
      stage.widget.shadowRoot?.querySelector<HTMLElement>('.choice')?.click()
      await stage.settle()
    },
  },
  card: {
    title: 'A card with a picture and two actions',
    async show(stage) {
      const grace = await beginChat(stage)
      await grace.send({
        type: 'card',
        title: 'Wool coat, night blue',
        text: 'Warm, long, and made in Porto. 189 €',
        image: { url: new URL('/coat.png', location.href).href, alt: 'A blue coat on a hanger' },
        actions: [
          { type: 'url', label: 'See it in the shop', url: 'https://shop.example/coat' },
          { type: 'answer', label: 'Put one aside', value: 'aside' },
        ],
      })
      await stage.settle(300)
    },
  },
  files: {
    title: 'A picture, and another file',
    options: { takesFiles: true },
    async show(stage) {
      const grace = await beginChat(stage)
      await grace.send({ type: 'file', file: file('coat'), text: 'This is the one.' })
      await grace.send({ type: 'file', file: file('care') })
      await stage.settle(300)
    },
  },
  markdown: {
    title: 'Formatted text, and links',
    async show(stage) {
      const grace = await beginChat(stage)
      const text = [
        '# Caring for wool',
        'Wool is **almost** self-cleaning. You need _little_:',
        '',
        '1. Air it outside',
        '2. Brush it',
        '',
        '> Never put it in the dryer.',
        '',
        'Use `30 °C` at most:',
        '```',
        'programme: wool\nspin: 400',
        '```',
        'See [our guide](https://shop.example/wool) or https://shop.example/help.',
        'This is no link: [click me](javascript:alert(1)), and this is text: <b>bold</b>.',
      ].join('\n')
      await grace.send({ type: 'text', format: 'markdown', text })
      await stage.settle()
    },
  },
  'unknown-content': {
    title: 'A content that the widget does not know, and one of the site’s own',
    options: { transport: { backend: { contents: { order: anything, secret: anything } } as never } },
    async show(stage) {
      stage.widget.contents = {
        order: (content: { number: string }) => ({
          body: html`<strong>Order ${content.number}</strong> is on its way`,
        }),
      }
      const grace = await beginChat(stage)
      await grace.send({ type: 'order', fallback: 'Order 17', number: '17' } as never)
      await grace.send({ type: 'secret', fallback: 'Something that only newer widgets can show' } as never)
      await stage.settle()
    },
  },
  scripts: {
    title: 'Several scripts in one conversation',
    async show(stage) {
      const grace = await beginChat(stage)
      await grace.say('مرحبًا! نعم، المعطف الأزرق متوفر (مقاس M).')
      await stage.write('שלום, תודה רבה!')
      await grace.say('こんにちは。青いコートはございます。')
      await grace.say('Averyverylongwordwithoutanyspaceinit'.repeat(4))
      await stage.settle()
    },
  },
}
