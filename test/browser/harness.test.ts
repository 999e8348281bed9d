import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { engines } from '../support/browsers/browser-page.ts'
import { launchBrowser } from '../support/browsers/launch-browser.ts'

test.each(engines)('%s: opens pages, evaluates in them, hides them, goes back, takes pictures', async (engine) => {
  const site = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html')
    response.end('<!doctype html><title>page</title><body>a page')
  }).listen(0, 'localhost')
  await once(site, 'listening')
  onTestFinished(() => {
    site.close()
    site.closeAllConnections()
  })
  const origin = `http://localhost:${(site.address() as AddressInfo).port}`
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
