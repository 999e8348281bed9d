import type { TabCase } from '../tab-case.ts'

export const frozen: readonly TabCase[] = [
  {
    title: 'the tab that leads is frozen, and thaws when another leads',
    options: { silenceTimeoutMs: 1_000 },
    async play(chat) {
      const leader = await chat.leader()
      await chat.remove(leader)
      await leader.say(3)
      await leader.page.freeze()
      await chat.tabs[0]?.page.show() // A visible tab's timers are not slowed down.
      await chat.goesOn()
      await leader.page.thaw()
      const thawed = await chat.add(leader.page)
      thawed.talk()
      await chat.goesOn()
    },
  },
]
