import { expect, onTestFinished, test, vi } from 'vitest'
import { queuePrefix, sessionKey, signedOutKey } from '../../../core/src/storage/storage-keys.ts'
import { hasStoredChat } from '../../src/loader/stored-chat.ts'

test.each([
  [sessionKey(''), true],
  [sessionKey('1x.'), true],
  [signedOutKey('1x.'), true],
  [`${queuePrefix('1x.')}q7`, false],
  ['color-scheme', false],
])('what core keeps under %s is a chat to come back to: %s', (key, expected) => {
  vi.stubGlobal('localStorage', { [`chat-transport.${key}`]: '{}', 'another-session': '{}' })
  onTestFinished(() => void vi.unstubAllGlobals())
  expect(hasStoredChat()).toBe(expected)
})
