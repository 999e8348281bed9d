import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { outcomeOf } from '../../../core/test/support/open-chat.ts'
import { deferred } from '../../../core/src/platform/deferred.ts'
import { openBrowser, openTwoTalkingTabs, type WidgetTab } from '../support/open-tabs.ts'
import { linesOf } from '../support/open-widget.ts'

const says = ({ model }: WidgetTab, text: string) => {
  model.setDraft(text)
  model.send()
}

describe.each(['pageshow-persisted', 'visible'] as const)('a tab that was put away and comes back (%s)', (how) => {
  /** The visitor signs out in the first tab while the second is put away. */
  async function signedOutMeanwhile() {
    const browser = await openTwoTalkingTabs()
    const { first, second, pass } = browser
    first.show()
    second.putAway()
    await first.model.signOut()
    await pass(1_000)
    return browser
  }

  it('takes up the chat that the next visitor has begun', async () => {
    const { first, second, pass } = await signedOutMeanwhile()
    says(first, 'I am Bob')
    await pass(1_000)
    second.comesBack(how)
    await pass(3_000)
    for (const { model } of [first, second]) expect(linesOf(model)).toEqual(['Ada: I am Bob'])
  })

  it('leaves alone what the next visitor has said while the line is down', async () => {
    const { first, second, far, pass } = await signedOutMeanwhile()
    far.dropLine()
    says(first, 'I am Bob')
    await pass(1_000)
    second.comesBack(how)
    await pass(3_000)
    far.restoreLine()
    await pass(60_000)
    for (const { model } of [first, second]) expect(linesOf(model)).toEqual(['Ada: I am Bob'])
  })

  it('leaves alone what the next visitor is writing, and the window as they have it', async () => {
    const { first, second, pass } = await signedOutMeanwhile()
    first.model.open()
    first.model.setDraft('I am B')
    second.comesBack(how)
    await pass(3_000)
    for (const { model } of [first, second])
      expect(model.snapshot).toMatchObject({ isOpen: true, draft: 'I am B', entries: [] })
  })
})

it('a transcript that is over does not stay on the screen of another tab', async () => {
  const { first, second, far, pass } = await openTwoTalkingTabs()
  await far.endSession('solved')
  await pass(200)
  expect([first, second].map(({ model }) => model.snapshot.phase)).toEqual(['ended', 'ended'])
  await first.model.signOut()
  await pass(200)
  for (const { model } of [first, second]) expect(model.snapshot).toMatchObject({ phase: 'chat', entries: [] })
})

describe('a page that signs the visitor out while what sends files takes its time', () => {
  async function slowSignOut() {
    const reported: unknown[] = []
    vi.stubGlobal('reportError', (error: unknown) => reported.push(error))
    onTestFinished(() => void vi.unstubAllGlobals())
    const loading = deferred<never>()
    const browser = await openTwoTalkingTabs({ files: () => loading.promise })
    const signedOut = outcomeOf(browser.first.chat.signOut())
    await browser.pass(200)
    return { ...browser, loading, signedOut, reported }
  }

  it('shows nothing of the chat meanwhile', async () => {
    const { openTab, pass } = openBrowser({ files: () => deferred<never>().promise })
    const tab = await openTab()
    says(tab, 'My number is 4111')
    await pass(100)
    tab.model.setDraft('and my address')
    void tab.chat.signOut()
    await pass(200)
    expect(tab.model.snapshot).toMatchObject({ phase: 'chat', entries: [], draft: '' })
  })

  it('goes on once, with what is said meanwhile', async () => {
    const { first, second, loading, signedOut, reported, pass } = await slowSignOut()
    says(second, 'I am Bob')
    await pass(200)
    loading.reject(new Error('no network'))
    await pass(3_000)
    expect([signedOut.state, reported]).toEqual(['rejected', []])
    for (const { model } of [first, second]) expect(linesOf(model)).toEqual(['Ada: I am Bob'])
  })
})
