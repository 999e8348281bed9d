import { describe, expect, test } from 'vitest'
import { shareChromium } from '../support/browsers/chromium-page.ts'
import { openWidgetState } from './support/open-widget-state.ts'

const browser = shareChromium()
const open = (state: string, size?: readonly [number, number]) =>
  openWidgetState(browser(), { state, ...(size && { size }) })

describe('the messages', () => {
  test.each(['long-history', 'scrolled-up'])(
    'are one Tab stop, with the controls of one of them (%s)',
    async (state) => {
      const { press, inside, focused } = await open(state)
      await inside(`root.querySelector('.header button:last-of-type').focus()`)
      let tabs = 0
      while ((await focused()) !== 'Your message' && tabs < 8) {
        await press('Tab')
        tabs++
      }
      expect(await focused()).toBe('Your message')
    },
  )

  test('are gone through with the arrows, and the focus is never lost while others are drawn and dropped', async () => {
    const { page, press, inside, focused } = await open('long-history')
    await inside(`[...root.querySelectorAll('.message')].at(-1).focus()`)
    expect(await focused()).toContain('Message 9998')
    for (let presses = 0; presses < 120; presses++) {
      await press('ArrowUp')
      expect(await focused()).toContain('message: ')
    }
    expect(await focused()).not.toContain('Message 99')
    await press('End')
    const last = await focused()
    await press('ArrowUp', 'ArrowDown')
    expect(await focused()).toBe(last)
    await press('Home', 'ArrowDown')
    expect(await focused()).toContain('message: ')
    await page.keyboard.down('Shift')
    await press('Tab')
    await page.keyboard.up('Shift')
    expect(await focused()).not.toContain('message: ')
  })

  test('give the focus to a message again when a control of it goes away', async () => {
    const { press, inside, focused, until } = await open('deliveries')
    await inside(`root.querySelector('.message-actions button').focus()`)
    await press('Enter')
    await until(`!root.querySelector('[data-delivery=failed]')`)
    expect(await focused()).toContain('message: My card number')
  })
})

describe('the menu of a message', () => {
  test('has the name of its message, and closes when the focus leaves it', async () => {
    const { press, inside, until } = await open('menu')
    const name = 'Options for “Hello! Is the blue coat still there in size M?”'
    expect(await inside(`root.querySelector('.menu').getAttribute('aria-label')`)).toBe(name)
    for (let tabs = 0; tabs < 8; tabs++) await press('Tab')
    await until(`!root.querySelector('.menu')`)
    expect(await inside(`root.querySelector('.more').getAttribute('aria-expanded')`)).toBe('false')
  })

  test('closes first with Escape, wherever the focus is, and is not there again in a window that is opened again', async () => {
    const { page, press, inside, until } = await open('menu')
    await press('Escape')
    await until(`!root.querySelector('.menu') && root.querySelector('[role=dialog]')`)
    expect(await inside(`active.className`)).toContain('more')
    await press('Enter')
    await until(`root.querySelector('.menu')`)
    await page.evaluate(`document.querySelector('chat-widget').close()`)
    await until(`!root.querySelector('[role=dialog]')`)
    await page.evaluate(`document.querySelector('chat-widget').open()`)
    await until(`root.querySelector('[role=dialog]')`)
    expect(await inside(`root.querySelector('.menu')`)).toBeNull()
  })
})

test('a chat that others end puts the focus on why, where no key begins another one', async () => {
  const { press, inside, focused } = await open('ended')
  expect(await focused()).toBe('The chat has ended')
  await press('Enter', 'Space')
  expect(await inside(`root.querySelector('[role=dialog]').dataset.phase`)).toBe('ended')
})

test('Escape means to keep chatting, where the question is whether to end the chat', async () => {
  const { press, until, focused } = await open('leaving')
  await until(`active?.textContent.includes('Keep chatting')`)
  await press('Escape')
  await until(`root.querySelector('textarea')`)
  expect(await focused()).toBe('Your message')
})

test('a greeting that is dismissed leaves the focus on the launcher', async () => {
  const { press, inside, focused, until } = await open('greeting')
  await inside(`root.querySelector('.greeting .icon-button').focus()`)
  await press('Enter')
  await until(`!root.querySelector('.greeting')`)
  expect(await focused()).toBe('Open the chat')
})
