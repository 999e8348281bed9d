import { type ChatWidget, defineChatWidget } from '@chat-transport/widget'
import { createStage } from './stage.ts'
import { beginChat } from './states/conversation.ts'
import { colours, fonts, sizes } from './theme/properties.ts'
import { changedProperties, colourIn, contrastOf, cssOf, type Mode } from './theme/theme-css.ts'

/** What can be read at ease: WCAG AA. */
const leastContrast = 4.5

const theme = { light: new Map<string, string>(), dark: new Map<string, string>(), rest: new Map<string, string>() }
let mode: Mode = 'light'

defineChatWidget()
const widget = document.createElement('chat-widget') as ChatWidget
const stage = createStage(widget)
const form = elementOf<HTMLFormElement>('#controls')
const updates = [...colours.map(colourControl), ...sizes.map(sizeControl)]
fontControl()
form.addEventListener('change', ({ target }) => {
  const { name, value } = target as HTMLInputElement
  if (name !== 'mode') return
  mode = value === 'dark' ? 'dark' : 'light'
  update()
})
form.addEventListener('reset', () => {
  for (const values of [theme.light, theme.dark, theme.rest]) values.clear()
  mode = 'light'
  queueMicrotask(update) // The browser resets the form after this.
})
elementOf('#copy').addEventListener('click', () => void copy())
update()
document.body.append(widget)
void showSample().then(() => (document.body.dataset['state'] = 'shown'))

function update(): void {
  document.documentElement.dataset['theme'] = mode
  widget.theme = mode
  const changed = new Map(changedProperties(theme))
  for (const { name } of [...colours, ...sizes, { name: '--chat-font' }]) {
    const value = changed.get(name)
    if (value === undefined) widget.style.removeProperty(name)
    else widget.style.setProperty(name, value)
  }
  elementOf('#css').textContent = cssOf(theme)
  elementOf('#copied').textContent = ''
  for (const run of updates) run()
}

function colourControl({ name, label, light, on }: (typeof colours)[number]): () => void {
  const { input, output } = control('#colours', { name, label, type: 'color' })
  input.defaultValue = light
  input.addEventListener('input', () => {
    theme[mode].set(name, input.value)
    update()
  })
  return () => {
    input.value = colourIn(theme, mode, name)
    if (on === undefined) return
    const contrast = contrastOf(input.value, colourIn(theme, mode, on))
    output.textContent = contrast < leastContrast ? `${contrast.toFixed(1)} : 1, hard to read` : ''
    output.className = 'low'
  }
}

function sizeControl({ name, label, least, most, usual }: (typeof sizes)[number]): () => void {
  const { input, output } = control('#sizes', { name, label, type: 'range' })
  Object.assign(input, { min: String(least), max: String(most), defaultValue: String(usual) })
  input.addEventListener('input', () => {
    theme.rest.set(name, `${input.value}px`)
    update()
  })
  return () => {
    const value = theme.rest.get(name) ?? `${usual}px`
    input.value = String(Number.parseInt(value))
    output.textContent = value
  }
}

function fontControl(): void {
  const label = document.createElement('label')
  const select = document.createElement('select')
  select.append(...fonts.map(([text, family]) => new Option(text, family)))
  select.addEventListener('change', () => {
    theme.rest.set('--chat-font', select.value)
    update()
  })
  label.append('Font', select)
  elementOf('#fonts').append(label)
}

interface ControlOptions {
  readonly name: string
  readonly label: string
  readonly type: 'color' | 'range'
}

function control(place: string, { name, label, type }: ControlOptions) {
  const element = document.createElement('label')
  const text = document.createElement('span')
  text.textContent = label
  element.title = name
  const input = document.createElement('input')
  Object.assign(input, { type, name })
  const output = document.createElement('output')
  element.append(...(type === 'range' ? [text, output, input] : [text, input, output]))
  elementOf(place).append(element)
  return { input, output }
}

async function copy(): Promise<void> {
  const css = elementOf('#css')
  try {
    await navigator.clipboard.writeText(css.textContent)
    elementOf('#copied').textContent = 'Copied.'
  } catch {
    // The browser does not let the page: what it says is selected, to be copied by hand.
    getSelection()?.selectAllChildren(css)
    elementOf('#copied').textContent = 'Press Ctrl+C or ⌘C to copy.'
  }
}

/** A chat in which most colours are seen. */
async function showSample(): Promise<void> {
  await widget.updateComplete
  await stage.settle()
  const grace = await beginChat(stage)
  await grace.send({
    type: 'choices',
    text: 'Yes, two of them are left. Shall I put one aside?',
    choices: [
      { label: 'Yes please', value: 'yes' },
      { label: 'No, thank you', value: 'no' },
    ],
  })
}

function elementOf<Found extends HTMLElement = HTMLElement>(selector: string): Found {
  const found = document.querySelector<Found>(selector)
  if (!found) throw new Error(`the page has no ${selector}`)
  return found
}
