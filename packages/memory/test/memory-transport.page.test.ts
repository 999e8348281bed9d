// @vitest-environment jsdom
import { createChat } from '@chat-transport/core'
import { expect, it, onTestFinished } from 'vitest'
import { memoryTransport } from '../src/index.ts'

it('works in a page, with its storage and its clock', async () => {
  const transport = memoryTransport()
  onTestFinished(() => transport.backend.close())
  const session = await createChat({ transport }).startSession()
  onTestFinished(() => session.detach())
  const heard = new Promise((resolve) => session.onMessageReceived(resolve))
  await transport.far.say('Hello')
  expect(await heard).toMatchObject({ content: { text: 'Hello' } })
  expect(window.sessionStorage).toHaveLength(1)
})
