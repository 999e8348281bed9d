import type { Page } from 'puppeteer-core'
import { expect } from 'vitest'
import { eventually } from '../../support/deadline.ts'
import type { RunningServer } from '../../support/start-server.ts'

/** Types a text into the page's field, once the field takes one, and sends it. */
export async function says(page: Page, text: string): Promise<void> {
  const field = await page.waitForSelector('input:not([disabled])')
  await field?.type(`${text}\n`)
}

/** What the page has said so far is there on both sides, and an agent's answer comes. */
export async function isAnswered(chatServer: RunningServer, page: Page, soFar: readonly string[]): Promise<void> {
  const [, text = ''] = /: (.*)/.exec(soFar.at(-1) ?? '') ?? []
  await chatServer.waitForMessage(text)
  const agent = await chatServer.waitForAgent('Grace')
  await agent.say('I hear you')
  const joined = soFar[0]?.endsWith('has joined') ? ['Grace has joined'] : []
  await shows(page, [...soFar, ...joined, 'Grace: I hear you'])
}

/** Waits until the page's list has these lines. */
export async function shows(page: Page, lines: readonly string[]): Promise<void> {
  let shown: unknown
  const areShown = async () => {
    shown = await page.evaluate('[...document.querySelectorAll("li")].map((line) => line.textContent)')
    return String(shown) === lines.join()
  }
  await eventually(areShown, 30_000).catch(() => undefined) // the next line says it better
  expect(shown).toEqual(lines)
}
