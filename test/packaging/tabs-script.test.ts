import { expect, test } from 'vitest'
import { version } from '../../packages/core/src/index.ts'
import { scriptPage } from './support/script-page.ts'

test('the script of the tabs takes what it needs from the one before it, and defines one global', () => {
  const page = scriptPage({ AbortController })
  page.load('chat-transport.js')
  const before = page.globals
  page.load('chat-transport.tabs.js')
  expect(page.globals.filter((name) => !before.includes(name))).toEqual(['ChatTransportTabs'])
  expect(page.run('Object.keys(ChatTransportTabs).join()')).toBe('sharedByTabs,sharedState')

  const line = "ChatTransport.linkedTransport({ name: 'none', open: () => () => undefined })"
  expect(page.run(`ChatTransportTabs.sharedByTabs(${line}).storageArea`)).toBe('local')
  expect(page.run("ChatTransportTabs.sharedState('widget', { open: false }).get().open")).toBe(false)
})

test.each([
  ['no script before it', {}, 'found none'],
  ['one from before there were tabs', { ChatTransport: {} }, 'found version unknown'],
  ['one of another version', { ChatTransport: { version: '0.0.9' } }, 'found version 0.0.9'],
])('with %s it says what it needs, and what it has found', (_, globals, found) => {
  const needed = `needs the script chat-transport.js of its own version, ${version}, before it in the page; ${found}`
  expect(() => scriptPage(globals).load('chat-transport.tabs.js')).toThrow(needed)
})
