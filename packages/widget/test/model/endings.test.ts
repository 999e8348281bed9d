import { describe, expect, it } from 'vitest'
import { linesOf, openTalkingWidget, openWidget } from '../support/open-widget.ts'

describe('the end', () => {
  it('comes when the visitor has confirmed it, and is rated in the chat before that', async () => {
    const { model, far, pass } = await openTalkingWidget()
    const { session } = far
    model.askToLeave()
    expect(model.snapshot.isLeaving).toBe(true)
    model.rate(4)
    model.leave()
    await pass(50)
    expect([model.snapshot.phase, model.snapshot.ending?.kind]).toEqual(['ended', 'left'])
    const notices = (await session.transcript()).filter(({ type }) => type === 'EventNotice')
    expect(notices).toMatchObject([{ notice: { name: 'rating', data: { score: 4 } } }])
  })

  it('keeps what was said in view, and tells the page of a rating', async () => {
    const { model, far, pass } = await openTalkingWidget()
    const ratings: number[] = []
    model.on('rating', ({ score }) => ratings.push(score))
    await far.endSession('closed')
    await pass(50)
    expect([model.snapshot.phase, model.snapshot.ending?.kind, linesOf(model).length]).toEqual(['ended', 'closed', 2])
    model.rate(5)
    expect([ratings, model.snapshot.rating]).toEqual([[5], 5])
  })

  it('is followed by another chat, when the visitor asks for it', async () => {
    const { model, far, pass } = await openTalkingWidget()
    await far.endSession('closed')
    await pass(50)
    model.startAgain()
    expect([model.snapshot.phase, linesOf(model)]).toEqual(['chat', []])
    model.setDraft('One more thing')
    model.send()
    await pass(50)
    expect(linesOf(model)).toEqual(['Ada: One more thing'])
  })

  it('hands back what was not delivered', async () => {
    const { model, far, pass } = await openTalkingWidget()
    far.error(51)
    model.setDraft('Undelivered')
    model.send()
    await pass(10)
    await far.endSession('closed')
    await pass(50)
    expect(model.snapshot.ending?.unsent).toEqual(['Undelivered'])
    model.startAgain()
    expect(model.snapshot.draft).toBe('Undelivered')
  })

  it('is still there after a reload, to be read', async () => {
    const page = await openTalkingWidget()
    await page.far.endSession('closed')
    await page.pass(50)
    const { model, pass } = await page.reload()
    await pass(50)
    expect([model.snapshot.phase, linesOf(model).length]).toEqual(['ended', 2])
  })

  it('in one tab is the beginning in another, and can be taken back', async () => {
    const first = await openTalkingWidget()
    const second = first.openAnother()
    await first.pass(50)
    expect([first.model.snapshot.ending?.kind, second.model.snapshot.phase]).toEqual(['taken-over', 'chat'])
    first.model.continueHere()
    await first.pass(50)
    expect([first.model.snapshot.phase, linesOf(first.model).length]).toEqual(['chat', 2])
    expect(second.model.snapshot.ending?.kind).toBe('taken-over')
  })

  it('of a start that is refused says so', async () => {
    const { model, far, pass } = openWidget()
    far.error(101)
    far.error(101)
    model.setDraft('Hello')
    model.send()
    await pass(50)
    expect(model.snapshot.ending).toMatchObject({ kind: 'refused', unsent: ['Hello'] })
  })
})
