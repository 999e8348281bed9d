import type { ChatError } from '@chat-transport/core'
import { describe, expect, it } from 'vitest'
import { linesOf, openTalkingWidget } from '../support/open-widget.ts'

describe('what the visitor does about messages', () => {
  it('edits one, and has back what was being written', async () => {
    const { model, far, pass } = await openTalkingWidget()
    model.setDraft('half a sentence')
    const index = model.snapshot.entries.find(({ delivery }) => delivery)?.index as number
    model.edit(index, 'Hello')
    expect(model.snapshot.draft).toBe('Hello')
    model.setDraft('Hello, Grace')
    model.send()
    await pass(10)
    expect(linesOf(model)[0]).toBe('Ada: Hello, Grace')
    expect([model.snapshot.draft, model.snapshot.editing]).toEqual(['half a sentence', undefined])
    expect((await far.session.transcript()).at(-1)).toMatchObject({ type: 'EventMessageEdited' })
  })

  it('hears of an edit that is refused', async () => {
    const { model, far, pass } = await openTalkingWidget()
    const index = model.snapshot.entries.find(({ delivery }) => delivery)?.index as number
    far.error(51)
    model.edit(index, 'Hello')
    model.setDraft('Rude')
    model.send()
    await pass(10)
    expect([linesOf(model)[0], model.snapshot.problem?.code]).toEqual(['Ada: Hello', 206])
    model.dismissProblem()
    expect(model.snapshot.problem).toBeUndefined()
  })

  it('tries again what has failed, or discards it', async () => {
    const { model, far, pass } = await openTalkingWidget()
    far.error(51)
    far.error(51)
    for (const text of ['one', 'two']) {
      model.setDraft(text)
      model.send()
    }
    await pass(3_000)
    const failed = model.snapshot.entries.filter(({ delivery }) => delivery === 'failed')
    expect(failed).toHaveLength(2)
    model.retry(failed[0]?.key ?? '')
    model.discard(failed[1]?.key ?? '')
    await pass(3_000)
    expect(linesOf(model).slice(2)).toEqual(['Ada: one'])
  })

  it('answers a question with a click', async () => {
    const { model, far, pass } = await openTalkingWidget()
    const { index } = await far.send({ type: 'choices', text: 'Size?', choices: [{ label: 'Small', value: 's' }] })
    await pass(10)
    model.answer(index, { label: 'Small', value: 's' })
    await pass(10)
    expect(model.snapshot.entries.at(-1)?.event).toMatchObject({
      content: { type: 'text', text: 'Small', answers: { index, value: 's' } },
    })
  })

  it('is given back what could not be queued any more', async () => {
    const { model, far, pass } = await openTalkingWidget({ maxMessages: 1 })
    const errors: ChatError[] = []
    model.on('error', (error) => errors.push(error))
    far.dropLine()
    await pass(10)
    model.setDraft('queued')
    model.send()
    model.setDraft('too much')
    model.send()
    await pass(10)
    expect([model.snapshot.draft, model.snapshot.problem?.code]).toEqual(['too much', 201])
    expect(errors.map(({ code }) => code)).toContain(201)
    far.restoreLine()
    await pass(5_000)
    expect(linesOf(model).at(-1)).toBe('Ada: queued')
  })

  it('is given back what is too long', async () => {
    const { model, pass } = await openTalkingWidget()
    model.setDraft('x'.repeat(100_000))
    model.send()
    await pass(10)
    expect([model.snapshot.draft.length, model.snapshot.problem?.code]).toEqual([100_000, 205])
  })

  it('is told at once that no files are taken here', async () => {
    const { model } = await openTalkingWidget()
    model.sendFiles([new File(['x'], 'x.txt', { type: 'text/plain' })])
    expect(model.snapshot.problem).toMatchObject({ code: 204, values: { name: 'x.txt' } })
  })
})
