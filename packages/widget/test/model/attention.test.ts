import { describe, expect, it } from 'vitest'
import { openTwoTalkingTabs } from '../support/open-tabs.ts'
import { openTalkingWidget } from '../support/open-widget.ts'

describe('a message that nobody sees', () => {
  it('is called for once, in the tab that leads', async () => {
    const { first, second, far, pass } = await openTwoTalkingTabs()
    expect([first.model.snapshot.leads, second.model.snapshot.leads]).toEqual([false, true])
    expect([first.calls, second.calls]).toEqual([[], ['Hi Ada']])
    await far.say('Are you there?')
    await pass(3_000)
    expect([first.calls, second.calls]).toEqual([[], ['Hi Ada', 'Are you there?']])
  })

  it('is called for in a tab that is left, when the one that led closes at that moment', async () => {
    const { first, second, far, pass } = await openTwoTalkingTabs()
    second.close()
    await far.say('Are you there?')
    await pass(5_000)
    expect([first.calls, second.calls]).toEqual([['Are you there?'], ['Hi Ada']])
  })

  it('is called for once, also when another tab leads just then', async () => {
    const { first, second, far, pass } = await openTwoTalkingTabs()
    await far.say('Are you there?')
    await pass(400)
    second.close()
    await pass(5_000)
    expect([first.calls, second.calls]).toEqual([['Are you there?'], ['Hi Ada']])
    first.show()
    await far.say('Still?')
    await pass(5_000)
    expect(first.calls.at(-1)).toBe('Still?')
  })

  it('is called for by the next tab that leads, when the one that led is gone without having called', async () => {
    const { first, second, far, pass, holdLocksFor } = await openTwoTalkingTabs()
    holdLocksFor(2_000)
    await far.say('Are you there?')
    await pass(400)
    second.close()
    await pass(1_000)
    expect(first.calls).toEqual([])
    await pass(2_000)
    expect([first.calls, second.calls]).toEqual([['Are you there?'], ['Hi Ada']])
  })

  it('is called for together with those that come right after it', async () => {
    const { second, far, pass } = await openTwoTalkingTabs()
    for (const text of ['One', 'Two', 'Three']) {
      await far.say(text)
      await pass(100)
    }
    await pass(3_000)
    expect(second.calls).toEqual(['Hi Ada', 'Three'])
  })

  it('is not called for anew on the next page', async () => {
    const { second, openTab, pass } = await openTwoTalkingTabs()
    second.close()
    const next = await openTab()
    await pass(5_000)
    expect([next.calls, next.model.snapshot.unread]).toEqual([[], 1])
  })
})

describe('a message that the visitor sees', () => {
  it('is not called for, in whichever tab it is shown', async () => {
    const { first, second, far, pass } = await openTwoTalkingTabs()
    second.model.open()
    await pass(100)
    second.hide()
    first.show() // It does not lead yet.
    await far.say('Look')
    await pass(3_000)
    expect([first.calls, second.calls]).toEqual([[], ['Hi Ada']])
  })

  it('is not called for without tabs, either, and one that is not seen is', async () => {
    const { model, far, pass } = await openTalkingWidget()
    const calls: string[] = []
    model.on('attention', ({ party }) => calls.push(party.name))
    await far.say('Look')
    await pass(1_000)
    expect(calls).toEqual([])
    model.setVisible(false)
    await far.say('Look')
    await pass(400)
    expect(calls).toEqual([])
    await pass(100)
    expect([calls, model.snapshot.leads]).toEqual([['Grace'], true])
  })
})
