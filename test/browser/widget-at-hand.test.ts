import { describe, expect, test } from 'vitest'
import { shareChromium } from '../support/browsers/chromium-page.ts'
import { eventually } from '../support/deadline.ts'
import { openWidgetState } from './support/open-widget-state.ts'

const browser = shareChromium()
const open = (state: string, size?: readonly [number, number]) =>
  openWidgetState(browser(), { state, ...(size && { size }) })
const zoomedIn = [320, 256] as const

test('a file that has the focus has a ring that nothing cuts off', async () => {
  const { press, inside } = await open('files')
  await inside(`[...root.querySelectorAll('.message')].find((one) => one.querySelector('a.file, a.picture')).focus()`)
  await press('Tab')
  expect(await inside(`active.className`)).toMatch(/file|picture/)
  expect(await inside(`getComputedStyle(active.closest('.bubble')).outlineStyle`)).toBe('solid')
})

describe('at 400 % zoom', () => {
  test('what was said in a chat that has ended has room, and the window scrolls', async () => {
    const { inside } = await open('ended', zoomedIn)
    expect(await inside(`root.querySelector('[role=log]').clientHeight`)).toBeGreaterThan(80)
    expect(await inside(`getComputedStyle(root.querySelector('.window')).overflowY`)).toBe('auto')
  })

  test('the button to the newest message lies over nothing that has the focus', async () => {
    const { press, inside } = await open('scrolled-up')
    await inside(`[...root.querySelectorAll('.message')].at(-4).focus()`)
    await press('ArrowUp', 'ArrowUp', 'ArrowDown', 'Tab')
    expect(await inside(`active.className`)).toContain('more')
    const [top, bottom] = (await inside(
      `[root.querySelector('.jump')?.getBoundingClientRect().top, active.getBoundingClientRect().bottom]`,
    )) as [number | null, number]
    expect(bottom).toBeLessThanOrEqual(top ?? Infinity)
  })
})

test('what is new stands below the line that says so, also when it came while the window was closed', async () => {
  const { inside } = await open('restored')
  const lines = await inside(`[...root.querySelectorAll('.restored, .bubble')].map((one) => one.textContent.trim())`)
  expect(lines).toEqual([
    expect.stringContaining('blue coat'),
    expect.stringContaining('have a look'),
    'New since your last visit',
    'I have put the coat aside for you.',
  ])
})

describe('a listener', () => {
  test('hears of a message that was not delivered, and later finds nothing of it among what was announced', async () => {
    const { announced } = await open('deliveries')
    const failed = 'Not delivered: My card number is 4111 1111: Please do not send card numbers.'
    await eventually(async () => (await announced()).includes(failed))
    await eventually(async () => (await announced()).length === 0, 20_000)
  })

  test('finds how far a message has come, and which one a button is for', async () => {
    const { inside } = await open('deliveries')
    const described = await inside(
      `[...root.querySelectorAll('.message.own')].map((one) => one.getAttribute('aria-describedby').split(' ')
        .map((id) => root.getElementById(id).textContent.replace(/\\s+/g, ' ').trim()).join(' – '))`,
    )
    expect(described).toEqual([
      'Hello! Is the blue coat still there in size M? – Read',
      'My card number is 4111 1111 – Not delivered',
      'Are you still there? – Waiting for the connection',
    ])
    const names = await inside(
      `[...root.querySelectorAll('.message-actions button')].map((one) => one.getAttribute('aria-label'))`,
    )
    expect(names).toEqual(['Try again: My card number is 4111 1111', 'Discard: My card number is 4111 1111'])
  })

  test('is told in the field that it is an edit, and that others see what is written', async () => {
    const described = `active.getAttribute('aria-describedby').split(' ').map((id) => root.getElementById(id).textContent)`
    const editing = await open('editing')
    await editing.until(`active?.matches('textarea')`)
    expect(await editing.inside(described)).toEqual(['Editing a message'])
    const preview = await open('typing-preview')
    await preview.inside(`root.querySelector('textarea').focus()`)
    expect(await preview.inside(described)).toEqual(['We can see what you write before you send it.'])
  })

  test('is told the reason of a site, and none that is for developers', async () => {
    const { inside } = await open('unsent')
    expect(await inside(`root.querySelector('.window').textContent`)).not.toContain('decorator')
  })

  test('finds that a chat has expired said once', async () => {
    const { inside } = await open('expired')
    expect(await inside(`root.querySelectorAll('.problem, .panel').length`)).toBe(1)
  })
})
