import type { SignedOut } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { deferred } from '../../../core/src/platform/deferred.ts'
import { createSigningOut } from '../../src/model/signing-out.ts'
import { createStore } from '../../src/model/store.ts'
import { firstSnapshot } from '../../src/model/widget-snapshot.ts'
import { openTwoTalkingTabs } from '../support/open-tabs.ts'
import { linesOf, openTalkingWidget } from '../support/open-widget.ts'

/** A sign-out whose storage takes as long as the test likes, with what it does in their order. */
function slowSignOut() {
  const stored = deferred<void>()
  const done: string[] = []
  const does = (what: string) => () => void done.push(what)
  const signedOut = new Set<(event: SignedOut) => void>()
  const store = createStore(firstSnapshot)
  const { signOut, stop } = createSigningOut({
    chat: {
      signOut: () => stored.promise.then(() => tell({ inThisPage: true })),
      onSignedOut(handler) {
        signedOut.add(handler)
        return () => void signedOut.delete(handler)
      },
    },
    store,
    tabs: {
      forget: does('forget'),
      forgetSession(id) {
        done.push(`forget '${id}'`)
        return {}
      },
    },
    session: () => undefined,
    letGo: does('let go'),
    begin: does('begin'),
  })
  const tell = (event: SignedOut) => signedOut.forEach((handler) => handler(event))
  return { stored, done, store, signOut, stop, tell }
}

test('a widget shows nothing at once, and goes on when nothing is stored that it could have back', async () => {
  const { stored, done, signOut } = slowSignOut()
  const signedOut = signOut()
  await Promise.resolve()
  expect(done).toEqual(['forget', 'let go'])
  stored.resolve()
  await signedOut
  expect(done).toEqual(['forget', 'let go', 'begin'])
})

test('one that is gone signs the chat out, and begins none', async () => {
  const { stored, done, signOut, stop } = slowSignOut()
  stop()
  const signedOut = signOut()
  stored.resolve()
  await signedOut
  expect(done).toEqual([])
})

test('it does not go on with a chat that is still stored', async () => {
  const { stored, done, signOut } = slowSignOut()
  stored.reject(new Error('the storage is gone'))
  await expect(signOut()).rejects.toThrow('the storage is gone')
  expect(done).toEqual(['forget', 'let go'])
})

test('what another page tells meanwhile is the same sign-out, and what one tells afterwards is another', async () => {
  const { stored, done, signOut, tell } = slowSignOut()
  const signedOut = signOut()
  tell({ inThisPage: false })
  stored.resolve()
  await signedOut
  expect(done).toEqual(['forget', 'let go', 'begin'])
  tell({ inThisPage: false })
  expect(done.slice(3)).toEqual(["forget ''", 'let go', 'begin'])
})

test('a widget that is taken away meanwhile begins nothing', async () => {
  const { stored, done, signOut, stop } = slowSignOut()
  const signedOut = signOut()
  stop()
  stored.resolve()
  await signedOut
  expect(done).toEqual(['forget', 'let go'])
})

describe('a widget that is taken away by who is told that it is cleared begins nothing', () => {
  test('when it signs out', async () => {
    const { stored, done, store, signOut, stop } = slowSignOut()
    store.set({ isOpen: true })
    store.subscribe(stop)
    const signedOut = signOut()
    stored.resolve()
    await signedOut
    expect(done).toEqual(['forget', 'let go'])
  })

  test('when the page does', async () => {
    const { done, store, stop, tell } = slowSignOut()
    store.set({ isOpen: true })
    store.subscribe(stop)
    tell({ inThisPage: true })
    expect(done).toEqual(['forget', 'let go'])
  })
})

describe('a page that signs the visitor out by the chat itself', () => {
  const nothing = { phase: 'chat', status: 'connecting', isOpen: false, draft: '', entries: [] }

  test('leaves the widget without a chat, and ready for the next one', async () => {
    const { model, chat, transport, pass } = await openTalkingWidget()
    model.setDraft('half a sen')
    await chat.signOut()
    await pass(200)
    expect(model.snapshot).toMatchObject(nothing)
    model.setDraft('I am Bob')
    model.send()
    await pass(200)
    expect(linesOf(model)).toEqual(['Ada: I am Bob'])
    expect(transport.backend.sessions()).toHaveLength(2)
  })

  test('leaves those in the other tabs without one, too', async () => {
    const { first, second, pass } = await openTwoTalkingTabs()
    second.model.open()
    second.model.setDraft('half a sen')
    await first.chat.signOut()
    await pass(3_000)
    expect([first, second].map(({ model }) => model.snapshot)).toMatchObject([nothing, nothing])
  })

  test('and by the widget as well, once it is told, leaves it ready for the next chat', async () => {
    const { model, chat, pass } = await openTalkingWidget()
    let again: Promise<void> | undefined
    chat.onSignedOut(() => void (again ??= model.signOut()))
    await chat.signOut()
    await again
    await pass(200)
    expect(model.snapshot).toMatchObject({ phase: 'chat', entries: [] })
    model.open()
    model.setDraft('I am Bob')
    model.send()
    await pass(200)
    expect(linesOf(model)).toEqual(['Ada: I am Bob'])
  })

  test('means nothing to a widget that is gone', async () => {
    const { model, chat, pass } = await openTalkingWidget()
    model.destroy()
    const { snapshot } = model
    await chat.signOut()
    await pass(200)
    expect(model.snapshot).toBe(snapshot)
  })
})
