// @vitest-environment jsdom
import { ChatProvider, useChat, useTranscript } from '@chat-transport/react'
import { startTransition, useEffect, useState } from 'react'
import { expect, onTestFinished, test } from 'vitest'
import { eventually, openPage } from './support/open-page.tsx'
import { openServer } from './support/open-server.ts'
import { watchHook } from './support/watch-hook.tsx'

const places = Array.from({ length: 30 }, (_, place) => place)

/** Takes a while to render, so that React lets other work come in between. */
function Slow({ seen }: { readonly seen: number[] }) {
  const { length } = useTranscript()
  seen.push(length)
  const until = performance.now() + 8
  while (performance.now() < until);
  return <b>{length}</b>
}

test('a message that comes in the middle of a rendering shows everywhere or nowhere', async () => {
  const server = openServer()
  const commits: string[][] = []
  const seen: number[] = []
  let show: () => void = () => undefined
  function List() {
    const [isShown, setShown] = useState(false)
    show = () => startTransition(() => setShown(true))
    return isShown ? places.map((place) => <Slow key={place} seen={seen} />) : null
  }
  const chats = watchHook(useChat)
  const page = openPage(
    <ChatProvider chat={server.newChat()}>
      <chats.Watch />
      <List />
    </ChatProvider>,
  )
  await eventually(() => expect(chats.latest().status).toBe('connected'))
  const observer = new MutationObserver(() => commits.push(page.texts('b')))
  observer.observe(document.body, { subtree: true, childList: true, characterData: true })
  onTestFinished(() => observer.disconnect())

  show()
  await eventually(() => expect(seen.length).toBeGreaterThan(2)) // It has begun, and is not done.
  expect(page.texts('b')).toEqual([])
  await server.far.say('Hello')
  await server.far.say('Are you there?')
  await eventually(() => expect(page.texts('b')).toEqual(places.map(() => '4')))

  expect(new Set(seen).size).toBeGreaterThan(1) // It did come in between.
  expect(commits.map((texts) => new Set(texts).size).filter((different) => different > 1)).toEqual([])
})

test('what is said in a transition is said once', async () => {
  const server = openServer()
  function Speaker() {
    const { send } = useChat()
    const [words, setWords] = useState<string>()
    useEffect(() => void (words && send(words)), [words, send])
    return <button onClick={() => startTransition(() => setWords('Hello'))}>say</button>
  }
  const page = openPage(
    <ChatProvider chat={server.newChat()}>
      <Speaker />
    </ChatProvider>,
  )
  page.click('say')
  await server.far.waitForSession()
  await eventually(async () => expect(await server.heard()).toEqual(['Hello']))
})
