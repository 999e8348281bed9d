import type { State } from '../states.ts'
import { beginChat } from './conversation.ts'

export const messages: Readonly<Record<string, State>> = {
  deliveries: {
    title: 'Sent, read, refused, and waiting for the line',
    async show(stage) {
      const { far, write } = stage
      const grace = await beginChat(stage)
      const index = (await far.session.transcript()).at(-1)?.index ?? 0
      void grace.markRead(index)
      far.error(51, { description: 'Please do not send card numbers.' })
      await write('My card number is 4111 1111')
      far.dropLine()
      await write('Are you still there?')
      await stage.settle()
    },
  },
  uploading: {
    title: 'A file on its way',
    options: { takesFiles: true },
    async show(stage) {
      await beginChat(stage)
      const files = new DataTransfer()
      files.items.add(new File([new Uint8Array(2_400_000)], 'my-old-coat.jpg', { type: 'image/jpeg' }))
      stage.widget.shadowRoot
        ?.querySelector('[role=dialog]')
        ?.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true }))
      await stage.settle(200)
    },
  },
  'uploading-picture': {
    title: 'A picture on its way',
    options: { takesFiles: true },
    async show(stage) {
      await beginChat(stage)
      const picture = await drawnCoat()
      const files = new DataTransfer()
      files.items.add(new File([picture], 'my-old-coat.png', { type: 'image/png' }))
      stage.widget.shadowRoot
        ?.querySelector('[role=dialog]')
        ?.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true }))
      await stage.settle(200)
    },
  },
  'file-refused': {
    title: 'A file of a type that is not taken',
    options: { takesFiles: true },
    async show(stage) {
      await beginChat(stage)
      const files = new DataTransfer()
      files.items.add(new File(['x'], 'virus.exe', { type: 'application/x-msdownload' }))
      stage.widget.shadowRoot
        ?.querySelector('[role=dialog]')
        ?.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true }))
      await stage.settle()
    },
  },
  changed: {
    title: 'Edited, deleted, and with reactions',
    async show(stage) {
      const grace = await beginChat(stage)
      const edited = await grace.say('We have tow of them.')
      await grace.editMessage(edited.index, 'We have two of them.')
      const deleted = await grace.say('Oops')
      await grace.deleteMessage(deleted.index)
      const { index } = await grace.say('Shall I put one aside?')
      await stage.settle()
      await grace.react(index, '👍')
      await grace.react(index, '🙏')
      await stage.settle()
      await press(stage.widget.shadowRoot, '.reaction')
      await stage.settle()
    },
  },
  menu: {
    title: 'What can be done about a message',
    async show(stage) {
      await beginChat(stage)
      await press(stage.widget.shadowRoot, '.more')
    },
  },
  editing: {
    title: 'A message that is being edited',
    async show(stage) {
      await beginChat(stage)
      await press(stage.widget.shadowRoot, '.more')
      await stage.settle()
      await press(stage.widget.shadowRoot, '.menu-choice')
    },
  },
}

async function drawnCoat(): Promise<Blob> {
  const canvas = new OffscreenCanvas(1200, 800)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('this browser draws no pictures')
  context.fillStyle = '#b9c4d6'
  context.fillRect(0, 0, 1200, 800)
  context.fillStyle = '#27408b'
  context.fill(new Path2D('M460 140h280l170 140-70 130-80-50v340H440V360l-80 50-70-130Z'))
  return canvas.convertToBlob()
}

async function press(root: ShadowRoot | null, selector: string): Promise<void> {
  const button = root?.querySelector<HTMLElement>(selector)
  if (!button) throw new Error(`there is no ${selector}`)
  button.click()
}
