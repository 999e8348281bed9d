import { describe, expect, it } from 'vitest'
import { linesOf, openTalkingWidget, openWidget } from '../support/open-widget.ts'

describe('a form before the chat', () => {
  const form = {
    fields: [
      { name: 'nickname', label: 'Name', required: true },
      { name: 'email', label: 'Email', type: 'email' },
      { name: 'consent', label: 'I agree', type: 'checkbox', required: true },
    ],
  } as const

  it('is asked of whoever has no chat yet, and checked', async () => {
    const { model, transport, pass } = openWidget({ form, request: {} })
    expect(model.snapshot.phase).toBe('opening')
    await pass(10)
    expect(model.snapshot.phase).toBe('form')
    model.submitForm({ nickname: ' ', email: 'nobody' })
    expect(model.snapshot.formErrors).toEqual({ nickname: 'required', email: 'invalid-email', consent: 'required' })
    expect(transport.backend.sessions()).toEqual([])
  })

  it('starts the chat with what was filled in', async () => {
    const { model, far, pass } = openWidget({ form, request: { userData: { page: '/shop' } } })
    await pass(10)
    model.submitForm({ nickname: 'Ada ', email: 'ada@shop.example', consent: true })
    await pass(50)
    expect(model.snapshot).toMatchObject({ phase: 'chat', visitor: { name: 'Ada' } })
    expect(far.session.userData).toEqual({ page: '/shop', email: 'ada@shop.example', consent: true })
  })

  it('begins no chat when the page takes the widget away meanwhile', async () => {
    const { model, transport, pass } = openWidget({ form, request: {} })
    await pass(10)
    const stopListening = model.subscribe(() => {
      stopListening()
      model.destroy()
    })
    model.submitForm({ nickname: 'Ada', consent: true }) // says first that nothing is wrong with it
    await pass(50)
    expect(transport.backend.sessions()).toEqual([])
  })

  it('is not asked of whoever has a chat', async () => {
    const page = openWidget({ form, request: {} })
    await page.pass(10)
    page.model.submitForm({ nickname: 'Ada', consent: true })
    await page.pass(50)
    const { model, pass } = await page.reload()
    await pass(50)
    expect(model.snapshot).toMatchObject({ phase: 'chat', visitor: { name: 'Ada' } })
  })

  it('comes with what was not sent when the stored chat has expired', async () => {
    const page = openWidget({ form, request: {} })
    await page.pass(10)
    page.model.submitForm({ nickname: 'Ada', consent: true })
    await page.pass(50)
    page.far.dropLine()
    page.model.setDraft('Unsent')
    page.model.send()
    await page.pass(10)
    await page.far.expireSession()
    const { model, pass, far } = await page.reload()
    far.restoreLine()
    await pass(5_000)
    expect(model.snapshot).toMatchObject({ phase: 'form', draft: 'Unsent', problem: { code: 152 } })
  })
})

describe('a greeting', () => {
  it('comes after a while, to whoever has no chat, and goes when the window opens', async () => {
    const { model, pass } = openWidget({ greetAfterMs: 2_000 })
    await pass(1_000)
    expect(model.snapshot.isGreeting).toBe(false)
    await pass(1_000)
    expect(model.snapshot.isGreeting).toBe(true)
    model.open()
    expect(model.snapshot.isGreeting).toBe(false)
  })

  it('does not come in an open window, or beside a chat', async () => {
    const page = await openTalkingWidget({ greetAfterMs: 2_000 })
    page.model.close()
    await page.pass(3_000)
    expect(page.model.snapshot.isGreeting).toBe(false)
  })
})

describe('a chat from before', () => {
  it('is said to be on its way until the server tells of it, and not to be empty', async () => {
    const page = await openTalkingWidget()
    page.far.dropLine()
    const { model, pass, far } = await page.reload()
    await pass(3_000)
    expect(model.snapshot).toMatchObject({ phase: 'chat', isRestoring: true, entries: [] })
    far.restoreLine()
    await pass(15_000)
    expect(model.snapshot).toMatchObject({ phase: 'chat', isRestoring: false })
    expect(linesOf(model)).toEqual(['Ada: Hello', 'Grace: Hi Ada'])
  })

  it('is not what a new chat waits for', async () => {
    const { model, pass, far } = openWidget({ request: {} })
    const seen = new Set<boolean>()
    model.subscribe(() => seen.add(model.snapshot.isRestoring))
    far.dropLine()
    model.open()
    model.setDraft('Hello')
    model.send()
    await pass(3_000)
    far.restoreLine()
    await pass(15_000)
    expect(linesOf(model)).toEqual(['Visitor: Hello'])
    expect([...seen]).toEqual([false])
  })

  it('is not on its way any more when it has expired', async () => {
    const page = await openTalkingWidget()
    await page.far.expireSession()
    const { model, pass } = await page.reload()
    await pass(3_000)
    expect(model.snapshot).toMatchObject({ problem: { code: 152 }, isRestoring: false })
  })
})
