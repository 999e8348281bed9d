import { expect, it, onTestFinished, vi } from 'vitest'
import { throwingLogger } from '../../../test/support/throwing-logger.ts'
import { memorySessionStore } from '../src/index.ts'
import { aMessage, startChat } from './support/visitor.ts'

it('has no message refused that is kept with a logger that throws', async () => {
  const reported = vi.fn()
  vi.stubGlobal('reportError', reported)
  onTestFinished(() => void vi.unstubAllGlobals())
  const store = memorySessionStore()
  const chat = await startChat({ store, logger: throwingLogger })
  const { append } = store
  vi.spyOn(store, 'append').mockImplementationOnce(async (...of) => {
    const appended = await append(...of)
    await new Promise<void>((resolve) => chat.clock.after(1_500, resolve)) // so slow that it is warned of
    return appended
  })
  const sent = chat.page.send(aMessage('Hello'))
  await chat.clock.advance(1_500)
  await sent
  expect([chat.page.line.errors, chat.page.line.texts]).toEqual([[], ['Hello']])
  expect(reported).toHaveBeenCalled()
})

it('tells the console of a bot that throws, and not what else happens, when there is no logger', async () => {
  const methods = ['debug', 'info', 'warn', 'error'] as const
  const said = methods.map((method) => vi.spyOn(console, method).mockImplementation(() => undefined))
  onTestFinished(() => said.forEach((each) => each.mockRestore()))
  const chat = await startChat()
  const fault = new Error('no answer')
  chat.session.onMessage(() => {
    throw fault
  })
  await chat.page.send(aMessage('Hello'))
  expect(said.map(({ mock }) => mock.calls)).toEqual([[], [], [], [['a session handler for "message" failed', fault]]])
})
