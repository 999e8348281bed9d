import { createChat } from '@chat-transport/core'
import { memoryTransport } from '@chat-transport/memory'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createChatStore } from '../src/chat-store.ts'

test('a store tells everybody of its session, also when one throws', () => {
  const reported = vi.fn()
  vi.stubGlobal('reportError', reported)
  onTestFinished(() => void vi.unstubAllGlobals())
  const chat = createChat({ transport: memoryTransport() })
  onTestFinished(() => chat.signOut())
  const store = createChatStore(chat, { request: undefined, autoOpen: false, openOptions: {} })
  const told = vi.fn()
  store.subscribe(() => {
    throw new Error('the page is wrong')
  })
  store.subscribe(told)
  store.handle().open()
  expect(told).toHaveBeenCalled()
  expect(reported).toHaveBeenCalledTimes(told.mock.calls.length)
})
