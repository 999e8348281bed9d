import { readFileSync } from 'node:fs'
import { createContext, runInContext, type Context } from 'node:vm'
import { expect, test } from 'vitest'
import { version } from '../../packages/core/src/index.ts'

const scriptOf = (name: string) => readFileSync(new URL(`../../packages/browser/dist/${name}`, import.meta.url), 'utf8')

/** A page with script tags, one after the other. */
const pageWith = (globals: Context = {}) => {
  const page = createContext(globals)
  return { page, load: (name: string) => void runInContext(scriptOf(name), page) }
}

test('the script of the tabs takes what it needs from the one before it, and defines one global', () => {
  const { page, load } = pageWith({ AbortController })
  load('chat-transport.js')
  const before = Object.keys(page)
  load('chat-transport.tabs.js')
  expect(Object.keys(page).filter((name) => !before.includes(name))).toEqual(['ChatTransportTabs'])
  expect(Object.keys(Reflect.get(page, 'ChatTransportTabs') as object)).toEqual(['sharedByTabs', 'sharedState'])

  const line = "ChatTransport.linkedTransport({ name: 'none', open: () => () => undefined })"
  expect(runInContext(`ChatTransportTabs.sharedByTabs(${line}).storageArea`, page)).toBe('local')
  expect(runInContext("ChatTransportTabs.sharedState('widget', { open: false }).get().open", page)).toBe(false)
})

test.each([
  ['no script before it', {}, 'found none'],
  ['one from before there were tabs', { ChatTransport: {} }, 'found version unknown'],
  ['one of another version', { ChatTransport: { version: '0.0.9' } }, 'found version 0.0.9'],
])('with %s it says what it needs, and what it has found', (_, globals, found) => {
  const needed = `needs the script chat-transport.js of its own version, ${version}, before it in the page; ${found}`
  expect(() => pageWith(globals).load('chat-transport.tabs.js')).toThrow(needed)
})
