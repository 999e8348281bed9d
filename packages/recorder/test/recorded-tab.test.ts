import { createChat, memoryStorage } from '@chat-transport/core'
import { memoryTransport } from '@chat-transport/memory'
import { sharedByTabs } from '@chat-transport/tabs'
import { expect, it, onTestFinished } from 'vitest'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { fakeBrowser } from '../../tabs/test/support/fake-browser.ts'
import { recordSession, replayClock, replaySession } from '../src/index.ts'
import { playedPage, shownOf, storyOf } from './support/recorded-chat.ts'

it('records what one of two tabs is told, and plays it to a page that is alone', async () => {
  const clock = fakeClock()
  const memory = memoryTransport({ clock })
  onTestFinished(() => memory.backend.close())
  const browser = fakeBrowser(clock)
  const storage = memoryStorage()
  const openTab = () => {
    const { locks, openChannel } = browser.openTab()
    const tabs = sharedByTabs(memory, { clock, locks, openChannel })
    const transport = recordSession(tabs, { clock })
    return { transport, chat: createChat({ transport, storage, clock }) }
  }
  const first = openTab()
  const started = first.chat.startSession()
  await clock.advance(2_000)
  await started
  const second = openTab()
  const opened = second.chat.restoreSession()
  await clock.advance(10_000)
  const session = await opened
  if (!session) throw new Error('nothing was restored')
  const story = storyOf(session)
  void session.sendMessage('from the second tab')
  await clock.advance(100)
  memory.far.dropLine()
  await clock.advance(5_000)
  memory.far.restoreLine()
  await clock.advance(10_000)

  const played = replayClock()
  const replay = replaySession(second.transport.log(), { clock: played })
  const again = await playedPage(replay, played).startSession()
  const told = storyOf(again)
  void again.sendMessage('x')
  await replay.finished
  expect(shownOf(again)).toEqual(shownOf(session))
  expect(told).toEqual(story)
  expect(told).toEqual(expect.arrayContaining(['interrupted!', 'continued!']))
})
