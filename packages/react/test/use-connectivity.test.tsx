// @vitest-environment jsdom
import { ChatProvider, useConnectivity } from '@chat-transport/react'
import { expect, test } from 'vitest'
import { eventually, openPage } from './support/open-page.tsx'
import { openServer } from './support/open-server.ts'
import { watchHook } from './support/watch-hook.tsx'

test('tells how the line is, since when, why, and when the next attempt is', async () => {
  const { far, newChat } = openServer()
  const line = watchHook(useConnectivity)
  const page = openPage(
    <ChatProvider chat={newChat()}>
      <line.Watch />
    </ChatProvider>,
  )
  expect(line.values[0]).toEqual({ current: 'connecting' })

  await eventually(() => expect(line.latest().current).toBe('connected'))
  expect(line.latest()).toEqual({ current: 'connected', since: expect.any(Number) as number })
  const { since = 0 } = line.latest()

  far.dropLine()
  await eventually(() => expect(line.latest().retry).toBeDefined())
  const { current, cause, retry } = line.latest()
  expect(current).toBe('reconnecting')
  expect(cause).toBeInstanceOf(Error)
  expect(retry).toMatchObject({ attempt: expect.any(Number) as number, cause: expect.any(Error) as Error })
  expect(retry?.at).toBeGreaterThanOrEqual(since)

  far.restoreLine()
  await eventually(() => expect(line.latest().current).toBe('connected'))
  expect(line.latest().retry).toBeUndefined()

  page.renderNow(<></>)
  page.renderNow(
    <ChatProvider chat={newChat()}>
      <line.Watch />
    </ChatProvider>,
  )
  await eventually(() => expect(line.latest().current).toBe('connected'))
})

test('a component that comes later knows it, too', async () => {
  const { far, newChat } = openServer()
  const chat = newChat()
  const [early, late] = [watchHook(useConnectivity), watchHook(useConnectivity)]
  const page = openPage(
    <ChatProvider chat={chat}>
      <early.Watch />
    </ChatProvider>,
  )
  await eventually(() => expect(early.latest().current).toBe('connected'))
  far.dropLine()
  await eventually(() => expect(early.latest().retry).toBeDefined())
  page.renderNow(
    <ChatProvider chat={chat}>
      <early.Watch />
      <late.Watch />
    </ChatProvider>,
  )
  await eventually(() => expect(late.values.length).toBeGreaterThan(0))
  expect(late.latest().current).not.toBe('connecting')
  expect(late.latest()).toBe(early.latest())
})
