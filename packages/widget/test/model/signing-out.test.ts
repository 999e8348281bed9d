import type { Chat } from '@chat-transport/core'
import { expect, test } from 'vitest'
import { deferred } from '../../../core/src/platform/deferred.ts'
import { createSigningOut } from '../../src/model/signing-out.ts'
import { createStore } from '../../src/model/store.ts'
import { firstSnapshot } from '../../src/model/widget-snapshot.ts'

/** A sign-out whose storage takes as long as the test likes, with what it does in their order. */
function slowSignOut() {
  const stored = deferred<void>()
  const done: string[] = []
  const does = (what: string) => () => void done.push(what)
  const signOut = createSigningOut({
    chat: { signOut: () => stored.promise } as Chat,
    store: createStore(firstSnapshot),
    signal: new AbortController().signal,
    letGo: does('let go'),
    begin: does('begin'),
  })
  return { stored, done, signOut: () => signOut({ tellTabs: does('tell the tabs') }) }
}

test('other tabs are told of a sign-out when nothing is stored that they could have back', async () => {
  const { stored, done, signOut } = slowSignOut()
  const signedOut = signOut()
  await Promise.resolve()
  expect(done).toEqual(['let go'])
  stored.resolve()
  await signedOut
  expect(done).toEqual(['let go', 'tell the tabs', 'begin'])
})

test('they are told of one that could not be stored, too', async () => {
  const { stored, done, signOut } = slowSignOut()
  stored.reject(new Error('the storage is gone'))
  await expect(signOut()).rejects.toThrow('the storage is gone')
  expect(done).toEqual(['let go', 'tell the tabs'])
})
