import { describe, expect, it } from 'vitest'
import { outcomeOf } from '../../../core/test/support/open-chat.ts'
import { deferred } from '../../../core/src/platform/deferred.ts'
import { openBrowser, openTwoTalkingTabs } from '../support/open-tabs.ts'
import { linesOf } from '../support/open-widget.ts'

describe('the window', () => {
  it('is open or closed in all tabs, and on the next page', async () => {
    const { openTab } = openBrowser()
    const [first, second] = [await openTab(), await openTab()]
    first.model.open()
    expect([second.model.snapshot.isOpen, second.model.snapshot.followsTabs]).toEqual([true, true])
    expect(first.model.snapshot.followsTabs).toBe(false)
    const third = await openTab()
    expect(third.model.snapshot.isOpen).toBe(true)
    third.model.close()
    expect([first, second].map(({ model }) => model.snapshot.isOpen)).toEqual([false, false])
  })

  it('does not open by itself where it would hide the page, and closes with the others', async () => {
    const { openTab } = openBrowser()
    const first = await openTab()
    const small = await openTab({ hasRoom: () => false })
    first.model.open()
    expect(small.model.snapshot.isOpen).toBe(false)
    expect(first.model.snapshot.isOpen).toBe(true)
    small.model.open()
    first.model.close()
    expect(small.model.snapshot.isOpen).toBe(false)
  })

  it('is read in all tabs when it is read in one', async () => {
    const { first, second } = await openTwoTalkingTabs()
    expect([first, second].map(({ model }) => model.snapshot.unread)).toEqual([1, 1])
  })
})

describe('what is in the composer', () => {
  it('is the same in all tabs, while it is written and when it is sent', async () => {
    const { first, second, pass } = await openTwoTalkingTabs()
    second.model.setDraft('How ar')
    expect(first.model.snapshot.draft).toBe('How ar')
    first.model.setDraft('How are you?')
    second.model.send()
    expect([first, second].map(({ model }) => model.snapshot.draft)).toEqual(['', ''])
    await pass(100)
    expect(linesOf(first.model)).toEqual(linesOf(second.model))
    expect(linesOf(first.model).at(-1)).toBe('Ada: How are you?')
  })

  it('is there on the next page', async () => {
    const { openTab } = openBrowser()
    const first = await openTab()
    first.model.setDraft('half a sen')
    first.close()
    expect((await openTab()).model.snapshot.draft).toBe('half a sen')
  })

  it('stays in its tab when it is too long for the others, whatever they do', async () => {
    const { first, second } = await openTwoTalkingTabs()
    const long = 'x'.repeat(20_000)
    first.model.setDraft(long)
    second.model.open()
    expect([first.model.snapshot.draft, first.model.snapshot.isOpen]).toEqual([long, true])
    expect(second.model.snapshot.draft).toBe('')
  })

  it('is no message that is being edited', async () => {
    const { first, second } = await openTwoTalkingTabs()
    second.model.setDraft('half a sen')
    first.model.edit(1, 'Hello')
    first.model.setDraft('Hello!')
    expect(second.model.snapshot.draft).toBe('half a sen')
    second.model.setDraft('half a sentence')
    first.model.stopEditing()
    expect(first.model.snapshot.draft).toBe('half a sentence')
  })
})

describe('a chat that is begun in one tab', () => {
  it('is that of the others, which have none', async () => {
    const { openTab, transport, pass } = openBrowser()
    const [first, second] = [await openTab(), await openTab()]
    first.model.setDraft('Hello')
    first.model.send()
    await pass(200)
    expect(linesOf(second.model)).toEqual(['Ada: Hello'])
    second.model.setDraft('Anybody?')
    second.model.send()
    await pass(200)
    expect(linesOf(first.model)).toEqual(['Ada: Hello', 'Ada: Anybody?'])
    expect(transport.backend.sessions()).toHaveLength(1)
  })

  it('takes the place of a form in the others', async () => {
    const form = { fields: [{ name: 'nickname', label: 'Name', required: true }] }
    const { openTab, pass } = openBrowser()
    const [first, second] = [await openTab({ form }), await openTab({ form })]
    first.model.submitForm({ nickname: 'Ada' })
    await pass(200)
    expect(second.model.snapshot).toMatchObject({ phase: 'chat', status: 'connected', visitor: { name: 'Ada' } })
  })

  it('takes the place of one that has ended', async () => {
    const { first, second, pass } = await openTwoTalkingTabs()
    first.model.leave()
    await pass(200)
    expect([first, second].map(({ model }) => model.snapshot.phase)).toEqual(['ended', 'ended'])
    first.model.startAgain()
    first.model.setDraft('Me again')
    first.model.send()
    await pass(200)
    expect(linesOf(second.model)).toEqual(['Ada: Me again'])
  })

  it('takes the place of none that has ended, when it is only read on the next page', async () => {
    const { first, second, openTab, far, pass } = await openTwoTalkingTabs()
    await far.endSession('solved')
    await pass(200)
    const next = await openTab()
    await pass(200)
    for (const { model } of [first, second, next]) {
      expect(model.snapshot.phase).toBe('ended')
      expect(linesOf(model)).toEqual(['Ada: Hello', 'Grace: Hi Ada'])
    }
  })

  it('is one, also when two tabs say something at the same time', async () => {
    const { openTab, transport, pass } = openBrowser()
    const tabs = [await openTab(), await openTab()]
    for (const { model } of tabs) {
      model.setDraft('Hello')
      model.send()
    }
    await pass(500)
    expect(tabs.map(({ model }) => linesOf(model))).toEqual([
      ['Ada: Hello', 'Ada: Hello'],
      ['Ada: Hello', 'Ada: Hello'],
    ])
    expect(transport.backend.sessions()).toHaveLength(1)
  })
})

it('where nothing can be stored each tab has a window and a draft of its own', async () => {
  const { openTab, localStorage } = openBrowser()
  localStorage.isBlocked = true
  const [first, second] = [await openTab(), await openTab()]
  first.model.open()
  first.model.setDraft('Hello')
  expect(first.model.snapshot).toMatchObject({ isOpen: true, draft: 'Hello' })
  expect(second.model.snapshot).toMatchObject({ isOpen: false, draft: '' })
})

it('a greeting that was dismissed comes neither in another tab nor on the next page', async () => {
  const { openTab, pass } = openBrowser()
  const greetAfterMs = 1_000
  const [first, second] = [await openTab({ greetAfterMs }), await openTab({ greetAfterMs })]
  await pass(1_000)
  expect(second.model.snapshot.isGreeting).toBe(true)
  first.model.dismissGreeting()
  expect(second.model.snapshot.isGreeting).toBe(false)
  const third = await openTab({ greetAfterMs })
  await pass(1_000)
  expect(third.model.snapshot.isGreeting).toBe(false)
})

describe('a visitor who signs out', () => {
  it('is signed out in all tabs, and leaves nothing for whoever comes next', async () => {
    const { first, second, openTab, pass, localStorage, far } = await openTwoTalkingTabs()
    second.model.open()
    second.model.setDraft('my address is')
    await first.model.signOut()
    await pass(200)
    for (const { model } of [first, second, await openTab()]) {
      expect(linesOf(model)).toEqual([])
      expect(model.snapshot).toMatchObject({ isOpen: false, draft: '', phase: 'chat', unread: 0 })
    }
    expect([...localStorage.kept.keys()].filter((key) => key.startsWith('chat-transport:shared:'))).toEqual([])
    first.model.setDraft('Good day')
    first.model.send()
    await pass(200)
    expect(linesOf(second.model)).toEqual(['Ada: Good day'])
    expect(far.session.parties).toHaveLength(1)
  })

  it('may open the window again while the chat is still being forgotten', async () => {
    const { first, second, pass } = await openTwoTalkingTabs()
    first.model.open()
    const signedOut = first.model.signOut()
    expect(first.model.snapshot.isOpen).toBe(false)
    first.model.open()
    await signedOut
    await pass(200)
    for (const { model } of [first, second]) expect(model.snapshot).toMatchObject({ isOpen: true, entries: [] })
  })

  it('keeps what another tab has begun before all is forgotten in the first', async () => {
    const loading = deferred<never>()
    const { first, second, pass } = await openTwoTalkingTabs({ files: () => loading.promise })
    const signedOut = outcomeOf(first.model.signOut())
    await pass(200)
    second.model.setDraft('I am Bob')
    second.model.send()
    await pass(200)
    loading.reject(new Error('no network'))
    await pass(3_000)
    expect(signedOut.state).toBe('rejected')
    for (const { model } of [first, second]) expect(linesOf(model)).toEqual(['Ada: I am Bob'])
  })

  it('leaves no draft where a page without a widget has signed them out', async () => {
    const { first, second, pass } = await openTwoTalkingTabs()
    first.model.destroy()
    second.model.open()
    second.model.setDraft('my address is')
    await first.chat.signOut()
    await pass(200)
    expect(second.model.snapshot).toMatchObject({ isOpen: true, draft: '', entries: [], phase: 'chat' })
  })

  it('can do so in a tab of its own', async () => {
    const { openTab, pass } = openBrowser()
    const { model } = await openTab()
    model.setDraft('Hello')
    model.send()
    await pass(200)
    await Promise.all([model.signOut(), model.signOut()])
    await pass(200)
    expect([linesOf(model), model.snapshot.phase]).toEqual([[], 'chat'])
  })
})
