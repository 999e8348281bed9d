import { expect, test } from 'vitest'
import { engines } from '../support/browsers/browser-page.ts'
import { launchBrowser } from '../support/browsers/launch-browser.ts'
import { serveSite } from '../support/serve-site.ts'

test.each(engines)('%s: opens pages, evaluates in them, hides them, goes back, takes pictures', async (engine) => {
  const { origin } = await serveSite(() => ({
    type: 'text/html',
    body: '<!doctype html><title>page</title><body>a page',
  }))
  const browser = await launchBrowser(engine)

  const page = await browser.open(`${origin}/first`)
  expect(await page.evaluate('Promise.resolve({ title: document.title })')).toEqual({ title: 'page' })
  await page.evaluate('void (window.shown = 0, addEventListener("pageshow", ({ persisted }) => persisted && shown++))')
  await page.goTo(`${origin}/second`)
  await page.goBack()
  await page.result('window.shown === 1')

  await page.evaluate('void sessionStorage.setItem("copied", "yes")')
  const copy = await page.openByClick('open(location.href)')
  expect(await copy.result('sessionStorage.getItem("copied")')).toBe('yes')
  await copy.close()
  await page.show()
  await page.hide()
  await page.show()
  expect(
    Buffer.from(await page.screenshot())
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG')
})
