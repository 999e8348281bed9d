import type { Page } from 'puppeteer-core'
import { expect, test } from 'vitest'
import { shareChromium } from '../support/browsers/chromium-page.ts'
import { eventually } from '../support/deadline.ts'
import { openState } from './support/open-gallery.ts'

const browser = shareChromium()

const open = async (state: string) => openState(browser(), { state })
const inside = (page: Page, expression: string) =>
  page.evaluate(`(() => { const root = document.querySelector('chat-widget').shadowRoot; return ${expression} })()`)

test('a picture is seen while it goes up, without an address that a strict policy would refuse', async () => {
  const { page, refusals } = await open('uploading-picture')
  await eventually(() => inside(page, `root.querySelector('canvas')?.hidden === false`))
  const seen = `[root.querySelector('canvas').width, root.querySelector('canvas').height, root.querySelector('canvas').ariaLabel]`
  expect(await inside(page, seen)).toEqual([640, 427, 'my-old-coat.png'])
  const middle = `[...root.querySelector('canvas').getContext('2d').getImageData(320, 160, 1, 1).data]`
  expect(await inside(page, middle)).toEqual([0x27, 0x40, 0x8b, 255])
  expect(refusals).toEqual([])
})

test('a file that is no picture, whatever it says, is a card', async () => {
  const { page } = await open('uploading')
  expect(await inside(page, `root.querySelector('canvas').checkVisibility()`)).toBe(false)
  expect(await inside(page, `root.querySelector('.file-name').textContent`)).toBe('my-old-coat.jpg')
})

test('what an agent types is seen, its end if it is long', async () => {
  const { page } = await open('typing-text')
  expect(await inside(page, `root.querySelector('.typing-name').textContent`)).toBe('Grace is typing')
  const shown = `(() => {
    const line = root.querySelector('.typing-preview')
    const text = line.firstElementChild.getBoundingClientRect()
    const place = line.getBoundingClientRect()
    return [line.textContent, text.left < place.left, Math.abs(text.right - place.right) < 1]
  })()`
  expect(await inside(page, shown)).toEqual(['I have found two of them in the back, one in', true, true])
})

test('who declines notifications by the keyboard is in the composer again', async () => {
  const { page } = await open('notification-offer')
  await page.keyboard.down('Shift')
  await page.keyboard.press('Tab')
  await page.keyboard.up('Shift')
  expect(await inside(page, 'root.activeElement.title')).toBe('No, thank you')
  await page.keyboard.press('Enter')
  await eventually(() => inside(page, `root.activeElement?.ariaLabel === 'Your message'`))
  expect(await inside(page, `root.querySelector('.offer')`)).toBeNull()
})
