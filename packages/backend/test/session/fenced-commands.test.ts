import { expect, it, vi } from 'vitest'
import { moveTo, connectAt, told, transcriptOf, twoBackEnds } from '../support/two-back-ends.ts'
import { aMessage, aRestore, connect, textsOf } from '../support/visitor.ts'

it('lets nothing of a line overtake what came too late on it, when its page is back here', async () => {
  const { one, other, store } = twoBackEnds()
  const before = await connectAt(one.backend)
  store.deafen()
  await connect(other.backend, aRestore(before.sessionId, { after: 1 }))
  const { append } = store
  let answer: () => void = () => undefined
  const answered = new Promise<void>((resolve) => (answer = resolve))
  vi.spyOn(store, 'append').mockImplementationOnce(async (sessionId, event) => {
    const appended = await append(sessionId, event)
    await answered
    return appended
  })
  const sent = ['first', 'second'].map((text) => before.send(aMessage(text)))
  await told()
  const back = await moveTo(one.backend, before)
  answer()
  await Promise.all(sent)
  await back.send(aMessage('first, again'))
  expect(textsOf(await transcriptOf(one.backend, before))).toEqual(['first, again'])
})
