// @vitest-environment jsdom
import { webStorage } from '@chat-transport/core'
import { expect, test } from 'vitest'
import { servePages } from './support/serve-pages.ts'

test("the browser's sessionStorage keeps the session and what was not sent, and nothing of them after the end", async () => {
  const { server, openPage } = await servePages('websocket')
  const page = await openPage({ storage: webStorage() })
  const session = await page.chat.startSession()
  page.line.cut()
  session.sendMessage('kept').catch(() => undefined) // settled in the next page
  await page.unload()
  expect(Object.keys(sessionStorage)).toHaveLength(2)

  const restored = await (await openPage({ storage: webStorage() })).chat.restoreSession()

  expect(restored?.id).toBe(session.id)
  await server.waitForMessage('kept')
  await restored?.leave()
  expect(Object.keys(sessionStorage)).toEqual([])
})
