import { deadlineMs, type ChatTab } from '../../browser/tabs/chat-tab.ts'
import type { SharedChat } from '../../browser/tabs/shared-chat.ts'
import { heapBytes } from '../../support/browsers/heap-bytes.ts'
import { eventually } from '../../support/deadline.ts'

/** How the lead has gone from tab to tab, as the tabs that stayed have seen it. */
export interface HandOvers {
  /** From the closing of the tab that led until what another said at that moment was at the server. */
  readonly acknowledgedMs: readonly number[]
  /** From then until a tab was connected again. */
  readonly connectedMs: readonly number[]
  readonly interruptions: number
}

interface HandOver {
  readonly goneAt: number
  readonly acknowledgedAt: number
  readonly connectedAt: number
}

/** Closes the tab that leads so many times, and opens another each time. */
export async function measureHandOvers(chat: SharedChat, changes: number): Promise<HandOvers> {
  const acknowledgedMs: number[] = []
  const connectedMs: number[] = []
  let interruptions = 0
  for (let change = 0; change < changes; change++) {
    const leader = await visibleLeader(chat)
    // Of a tab that its driver closes, `pagehide` is not always heard: there the time begins with the command.
    if (chat.browser.engine === 'firefox') await leader.page.evaluate('void tab.goes()')
    await chat.close(leader)
    for (const tab of chat.tabs) {
      await tab.until('tab.handOvers.some(({ acknowledgedAt, connectedAt }) => acknowledgedAt && connectedAt)')
      const [seen] = (await tab.sees<HandOver[]>('handOvers.splice(0)')) as [HandOver]
      acknowledgedMs.push(seen.acknowledgedAt - seen.goneAt)
      connectedMs.push(seen.connectedAt - seen.goneAt)
      interruptions += await tab.sees<number>('interruptions')
    }
    const opened = await chat.open()
    opened.talk()
    await eventually(() => chat.lines.open === 1)
  }
  return { acknowledgedMs, connectedMs, interruptions }
}

/** A hidden tab hands over to a visible one after a second: until then it may lead no more when it is closed. */
async function visibleLeader(chat: SharedChat): Promise<ChatTab> {
  return eventually(async () => {
    const leader = await chat.leader()
    return (await leader.page.evaluate('document.visibilityState')) === 'visible' && leader
  }, deadlineMs)
}

export interface Heaps {
  readonly following: number
  readonly leading: number
  readonly alone: number
  /** How many events each of them shows. */
  readonly events: number
}

/** What tabs take of the memory, beside one that has the same chat without sharing it. Ends the shared chat. */
export async function measureHeaps(chat: SharedChat): Promise<Heaps> {
  const leader = await chat.leader()
  const follower = chat.tabs.find((tab) => tab !== leader) ?? leader
  const events = await follower.sees<number>('session.transcript.length')
  const [following, leading] = [await heapBytes(follower.page), await heapBytes(leader.page)]
  for (const tab of [...chat.tabs]) {
    await chat.remove(tab)
    await tab.page.close()
  }
  const alone = await chat.open({ alone: true })
  await alone.until(`tab.session.transcript.length >= ${events}`)
  return { following, leading, alone: await heapBytes(alone.page), events }
}
