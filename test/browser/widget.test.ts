import { readFileSync } from 'node:fs'
import type { Page } from 'puppeteer-core'
import { describe, expect, test } from 'vitest'
import { strictPolicy } from '../../examples/serve-file.mjs'
import { openPage, shareChromium } from '../support/browsers/chromium-page.ts'
import { eventually } from '../support/deadline.ts'
import { serveSite } from '../support/serve-site.ts'
import { type RunningServer, startServer } from '../support/start-server.ts'
import { openState } from './support/open-gallery.ts'

const browser = shareChromium()

const open = async (state: string) => (await openState(browser(), { state })).page

/** What has the focus, by what a listener hears of it. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const active = document.querySelector('chat-widget')?.shadowRoot?.activeElement
    return active?.getAttribute('aria-label') ?? active?.getAttribute('role') ?? active?.textContent.trim()
  })
const texts = (page: Page, selector: string) =>
  page.evaluate(
    (wanted) =>
      [...(document.querySelector('chat-widget')?.shadowRoot?.querySelectorAll(wanted) ?? [])].map((node) =>
        (node.textContent ?? '').trim(),
      ),
    selector,
  )

test('where the chat begins is said once the server has told of it', async () => {
  const unreached = await open('unreachable')
  expect([await texts(unreached, '.bubble'), await texts(unreached, '.beginning')]).toEqual([['Hello?'], []])
  const restored = await open('restoring')
  const shown = ['.bubble', '.empty', '.beginning']
  expect(await Promise.all(shown.map((selector) => texts(restored, selector)))).toEqual([
    [],
    [],
    ['Loading earlier messages…'],
  ])
  expect(await texts(await open('conversation'), '.beginning')).toEqual(['This is where the chat begins'])
})

describe('with the keyboard alone', () => {
  test('a visitor opens the window, writes, and closes it again', async () => {
    const page = await open('launcher')
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Open the chat')
    await page.keyboard.press('Enter')
    await eventually(async () => (await focused(page)) === 'Your message')
    await page.keyboard.type('Hello')
    await page.keyboard.press('Enter')
    await eventually(async () => (await texts(page, '.bubble')).includes('Hello'))
    expect(await focused(page)).toBe('Your message')
    await page.keyboard.press('Escape')
    await eventually(async () => (await focused(page)) === 'Open the chat')
    expect(await texts(page, '[role=dialog]')).toEqual([])
  })

  test('Escape gives up an edit first, and closes the window then', async () => {
    const page = await open('editing')
    await eventually(async () => (await focused(page)) === 'Your message')
    await page.keyboard.press('Escape')
    await eventually(async () => (await texts(page, '.editing')).length === 0)
    expect(await texts(page, '[role=dialog]')).toHaveLength(1)
    await page.keyboard.press('Escape')
    await eventually(async () => (await texts(page, '[role=dialog]')).length === 0)
  })

  test('the question whether to end the chat has the focus, on what changes nothing', async () => {
    const page = await open('leaving')
    await eventually(async () => (await focused(page)) === 'Keep chatting')
  })

  test('in a window that fills the page the focus stays inside', async () => {
    const { page } = await openState(browser(), { state: 'conversation', size: [375, 667] })
    for (let presses = 0; presses < 40; presses++) {
      await page.keyboard.press('Tab')
      expect(await focused(page)).not.toBeUndefined()
    }
  })
})

test('what others say is announced once, and a reply that is still being said is not', async () => {
  const page = await open('typing')
  const announced = () => texts(page, '[role=status] p')
  await eventually(async () => (await announced()).length > 0)
  expect((await announced()).filter((line) => line.includes('Hi Ada'))).toEqual([
    'Grace: Hi Ada! Let me have a look for you.',
  ])
  const streaming = await open('streaming')
  await eventually(async () => (await texts(streaming, '[role=status] p')).length > 0)
  expect((await texts(streaming, '[role=status] p')).filter((line) => line.startsWith('Grace:'))).toEqual([])
})

describe('10,000 messages', () => {
  const drawn = async (page: Page) => (await texts(page, '.message')).length
  /** Scrolls so far that more has to be drawn. Returns a message in view, and where it was in the window at that moment. */
  const scrollTo = (page: Page, end: 'top' | 'bottom') =>
    page.evaluate((to) => {
      const list = document.querySelector('chat-widget')?.shadowRoot?.querySelector('[role=log]')
      if (!list) return undefined
      list.scrollTop = to === 'top' ? 100 - (list.scrollHeight - list.clientHeight) : -100
      const edge = list.getBoundingClientRect().top
      const first = [...list.querySelectorAll<HTMLElement>('.message')].find(
        (node) => node.getBoundingClientRect().top >= edge,
      )
      return first && { key: first.dataset['key'] ?? '', top: first.getBoundingClientRect().top }
    }, end)
  const placeOf = (page: Page, key: string) =>
    page.evaluate(
      (wanted) =>
        document
          .querySelector('chat-widget')
          ?.shadowRoot?.querySelector(`.message[data-key="${wanted}"]`)
          ?.getBoundingClientRect().top,
      key,
    )
  const ends = (page: Page) =>
    page.evaluate(() => {
      const all = document.querySelector('chat-widget')?.shadowRoot?.querySelectorAll<HTMLElement>('.message') ?? []
      return [all[0]?.dataset['key'], all[all.length - 1]?.dataset['key']].join()
    })
  /** Scrolls, waits until something else is drawn, and sees that nothing in view has moved by it. */
  const goOn = async (page: Page, end: 'top' | 'bottom') => {
    const before = await ends(page)
    const seen = await scrollTo(page, end)
    await eventually(async () => (await ends(page)) !== before)
    expect(Math.abs(Number(await placeOf(page, seen?.key ?? '')) - Number(seen?.top))).toBeLessThan(2)
    expect(await drawn(page)).toBeLessThanOrEqual(80)
  }

  test('are never drawn all at once, and what is read stays in its place while others are drawn and dropped', async () => {
    const page = await open('long-history')
    expect(await drawn(page)).toBeLessThanOrEqual(40)
    for (let times = 0; times < 12; times++) await goOn(page, 'top')
    expect((await texts(page, '.message')).at(-1)).not.toContain('Message 9998')
    for (let times = 0; times < 3; times++) await goOn(page, 'bottom')
  })

  test('a window stays at their end, however fast they come', async () => {
    const page = await open('rush')
    expect((await texts(page, '.message')).at(-1)).toContain('400 have come.')
    expect(await texts(page, '.jump')).toEqual([])
  })

  test('whoever moves stays where they went, though something is drawn before the event of it', async () => {
    const page = await open('scrolled-up')
    const [wanted, got] = await page.evaluate(async () => {
      const widget = document.querySelector('chat-widget') as HTMLElement & {
        theme: string
        updateComplete: Promise<unknown>
      }
      const list = widget.shadowRoot?.querySelector('[role=log]') as HTMLElement
      list.scrollTop += 150 // As the focus does, or a search in the page.
      const there = list.scrollTop
      widget.theme = 'dark'
      await widget.updateComplete
      return [there, list.scrollTop]
    })
    expect(got).toBe(wanted)
  })

  test('whoever reads further up stays there to a pixel, however many messages come', async () => {
    const page = await open('scrolled-up')
    const moved = await page.evaluate(async () => {
      const { shadowRoot } = document.querySelector('chat-widget') as HTMLElement
      const list = shadowRoot?.querySelector('[role=log]') as HTMLElement
      const frames = async () => {
        for (let count = 0; count < 3; count++) await new Promise((done) => void requestAnimationFrame(done))
      }
      const all = () => [...list.querySelectorAll<HTMLElement>('.message')]
      const isInView = (one: Element) => one.getBoundingClientRect().bottom > list.getBoundingClientRect().top
      const key = all().find(isInView)?.dataset['key']
      const place = () =>
        all()
          .find(({ dataset }) => dataset['key'] === key)
          ?.getBoundingClientRect().top ?? NaN
      const before = place()
      const last = list.firstElementChild?.appendChild(document.createElement('div')) as HTMLElement
      for (let count = 1; count <= 40; count++) {
        last.style.height = `${count * 7.3}px` // As messages of a fractional height do.
        await frames()
      }
      return Math.abs(place() - before)
    })
    expect(moved).toBeLessThan(1)
  })

  test('who begins to leave the end is not held back while it grows', async () => {
    const page = await open('rush')
    const top = await page.evaluate(async () => {
      const { shadowRoot } = document.querySelector('chat-widget') as HTMLElement
      const list = shadowRoot?.querySelector('[role=log]') as HTMLElement
      const last = list.firstElementChild?.appendChild(document.createElement('div')) as HTMLElement
      for (let step = 1; step <= 5; step++) {
        list.scrollTop -= 20
        last.style.height = `${step}px`
        for (let count = 0; count < 3; count++) await new Promise((done) => void requestAnimationFrame(done))
      }
      return list.scrollTop
    })
    expect(top).toBeLessThan(-90)
  })

  test('what a visitor says is shown, wherever they were reading', async () => {
    const page = await open('scrolled-up')
    await page.focus('chat-widget >>> textarea')
    await page.keyboard.type('Here I am')
    await page.keyboard.press('Enter')
    await eventually(async () => (await texts(page, '.message')).at(-1)?.includes('Here I am'))
    await eventually(async () => (await texts(page, '.jump')).length === 0)
  })

  test('the newest are a click away', async () => {
    const page = await open('long-history')
    for (let times = 0; times < 10; times++) await goOn(page, 'top')
    await page.evaluate(() =>
      document.querySelector('chat-widget')?.shadowRoot?.querySelector<HTMLElement>('.jump')?.click(),
    )
    await eventually(async () => (await texts(page, '.message')).at(-1)?.includes('Message 9998'))
    expect(await drawn(page)).toBeLessThanOrEqual(40)
  })

  test('who goes through them by keyboard stays among them when theirs is no longer drawn', async () => {
    const page = await open('long-history')
    await page.evaluate(() => {
      const all = document.querySelector('chat-widget')?.shadowRoot?.querySelectorAll<HTMLElement>('.message .more')
      all?.item(all.length - 1).focus()
    })
    expect(await focused(page)).toContain('Message 9998')
    for (let times = 0; times < 10; times++) await goOn(page, 'top')
    expect(
      await page.evaluate(() =>
        document.querySelector('chat-widget')?.shadowRoot?.activeElement?.classList.contains('message'),
      ),
    ).toBe(true)
  })
})

describe('on a page of a site with a strict policy', () => {
  test('the script and one element are a chat with a real server', async () => {
    const dist = new URL('../../packages/widget/dist/standalone/', import.meta.url)
    const site = await serveSite((path) =>
      path === '/'
        ? () => pageFor(server)
        : path.endsWith('.js')
          ? { type: 'text/javascript', body: readFileSync(new URL(`.${path}`, dist)) }
          : undefined,
    )
    const server = await startServer({ allowedOrigins: [site.origin] })
    const page = await openPage(browser(), site.origin)
    await eventually(async () => (await texts(page, '.launcher')).length === 1)
    expect(server.backend.sessions()).toEqual([])
    await page.evaluate(() => document.querySelector<HTMLElement & { open(): void }>('chat-widget')?.open())
    await eventually(async () => (await focused(page)) === 'Ihre Nachricht')
    await page.keyboard.type('Guten Tag')
    await page.keyboard.press('Enter')
    await server.waitForMessage('Guten Tag')
    const agent = await server.waitForAgent('Grace')
    await agent.say('Willkommen')
    await eventually(async () => (await texts(page, '.bubble')).includes('Willkommen'))
    await page.reload()
    await eventually(async () => (await texts(page, '.launcher')).length === 1)
    await page.evaluate(() => document.querySelector<HTMLElement & { open(): void }>('chat-widget')?.open())
    await eventually(async () => (await texts(page, '.bubble')).join() === 'Guten Tag,Willkommen')
  })
})

/** What the owner of a German shop writes. */
function pageFor({ origin, url }: RunningServer) {
  const policy = strictPolicy({ connections: `${origin} ${origin.replace('http', 'ws')}` })
  return {
    type: 'text/html',
    headers: { 'Content-Security-Policy': policy },
    body: `<!doctype html><html lang="de"><title>Shop</title><script type="module" src="/chat-widget.js"></script>
      <chat-widget server="${url}"></chat-widget>`,
  } as const
}
