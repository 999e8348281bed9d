import type { TabHome, WorldTab } from '../../../packages/tabs/test/support/world-tab.ts'
import type { TabWorld } from '../../../packages/tabs/test/support/tab-world.ts'

/** For so long a line is believed that is silent; and a leader that is frozen, by another tab. */
const believedMs = 15_000
/** For what is on its way. */
const slackMs = 2500

/** Looks at a world at every moment, and at its end. */
export interface Judge {
  readonly wrongs: ReadonlySet<string>
  look(): void
  /** Everything is calm, and every tab has its chat. */
  lookAtTheEnd(said: ReadonlyMap<string, WorldTab>): void
}

export function createJudge(world: TabWorld): Judge {
  const wrongs = new Set<string>()
  const { clock, tabs, server } = world
  /** When a page of the browser last had a line that passed something, by session; and since when each tab runs. */
  const provenAt = new Map<TabHome['browser'], number>()
  const awakeSince = new Map<WorldTab, number>()
  const homes = () => [...new Map(tabs.map(({ home }) => [home.browser, home])).values()]

  const lookForLeaders = (home: TabHome) => {
    const leaders = world.leaders(home).map(({ name }) => name)
    if (leaders.length > 1) wrongs.add(`two tabs lead: ${leaders.join()}`)
  }
  /** That it is connected is said only while a page of the browser has a line, or had one a moment ago (S10). */
  const lookAtStatus = (tab: WorldTab) => {
    if (tab.state !== 'running') return void awakeSince.delete(tab)
    const since = awakeSince.get(tab) ?? clock.monotonic()
    awakeSince.set(tab, since)
    const proven = Math.max(since, provenAt.get(tab.home.browser) ?? 0)
    const isBelieved = clock.monotonic() - proven <= 2 * believedMs + slackMs
    if (tab.session.status === 'connected' && !tab.network.hidden && !isBelieved)
      wrongs.add(`${tab.name} is connected, without a line since ${proven}`)
  }
  /** Each event once and in its place, in the transcript as well as in what the page is told. */
  const lookAtOrder = (tab: WorldTab) => {
    for (const wrong of tab.wrongs) wrongs.add(wrong)
    const places = tab.session.transcript.flatMap(({ index }) => index ?? [])
    if (places.some((index, place) => index <= (places[place - 1] ?? 0)))
      wrongs.add(`${tab.name} shows ${places.join()}`)
  }

  /** It waits in a browser, or in a tab that is gone, for the visitor to come back there. */
  const isKept = (text: string, { home }: WorldTab) =>
    !tabs.some(
      (tab) => tab.state === 'running' && tab.home.storage === home.storage && tab.session.status === 'connected',
    ) && world.isStored(text, home)
  /** What is in a copy of the storage, in a chat of its own or in a browser that has lost the chat, cannot be known to be said. */
  const isSameChat = (tab: WorldTab, speaker: WorldTab) =>
    tab.home.storage === speaker.home.storage ||
    (tab.session.status === 'connected' && tab.session.id === speaker.session.id)
  const lookAtSaid = (text: string, speaker: WorldTab) => {
    const times = server.texts().filter((other) => other === text).length
    const failedIn = tabs.filter((tab) => tab.state !== 'gone' && tab.failed().includes(text))
    const names = failedIn.map(({ name }) => name).join()
    if (times > 1) wrongs.add(`${text} is ${times} times at the server`)
    if (times > 0) {
      const both = failedIn.filter((tab) => tab.failedNow().includes(text) && isSameChat(tab, speaker))
      if (both.length > 0) wrongs.add(`${text} is at the server, and shown as failed in ${both[0]?.name}`)
      return
    }
    if (!names && !isKept(text, speaker)) wrongs.add(`${text} is lost`)
    if (names && speaker.state !== 'gone' && !failedIn.includes(speaker))
      wrongs.add(`${text} is shown as failed in ${names} alone`)
  }
  const lookAtTab = (tab: WorldTab) => {
    const { session, name } = tab
    const atServer = server.texts(session.id)
    if (tab.shown().join() !== atServer.join())
      wrongs.add(`${name} shows ${tab.shown().join()}, at the server are ${atServer.join()}`)
  }
  const lookAtBrowser = (home: TabHome) => {
    const living = tabs.filter((tab) => tab.home.browser === home.browser && tab.state === 'running')
    const connected = living.filter(({ session }) => session.status === 'connected')
    const ids = new Set(connected.map(({ session }) => session.id))
    for (const tab of connected) lookAtTab(tab)
    if (world.openLines(home) !== ids.size)
      wrongs.add(`${world.openLines(home)} lines are open for ${ids.size} sessions`)
    const leaders = world.leaders(home)
    if (connected.length > 0 && leaders.length !== 1) wrongs.add(`${leaders.length} tabs lead`)
    if (leaders[0]?.network.hidden && connected.some(({ network }) => !network.hidden))
      wrongs.add(`${leaders[0].name} leads, and is hidden`)
    for (const id of ids) {
      const inSession = connected.filter(({ session }) => session.id === id)
      const read = Math.max(...inSession.map((tab) => tab.readUpTo))
      if (server.readUpTo(id) < read) wrongs.add(`the server knows of ${server.readUpTo(id)} read, not of ${read}`)
    }
  }

  return {
    wrongs,
    look() {
      for (const home of homes()) {
        lookForLeaders(home)
        const hasLine = tabs.some((tab) => tab.home.browser === home.browser && tab.hasLiveLine())
        if (hasLine) provenAt.set(home.browser, clock.monotonic())
      }
      for (const tab of tabs) {
        lookAtStatus(tab)
        if (tab.state !== 'gone') lookAtOrder(tab)
      }
    },
    lookAtTheEnd(said) {
      for (const [text, speaker] of said) lookAtSaid(text, speaker)
      for (const home of homes()) lookAtBrowser(home)
    },
  }
}
