import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { expect } from 'vitest'
import type { Situation } from '../situation.ts'

const ofOurOwn = (name: string) => new URL(`../libraries/${name}`, import.meta.url)
const mooTools = pathToFileURL(createRequire(import.meta.url).resolve('mootools'))

/** The chat runs as on any page: begins, sends, and after a reload has its session and what was queued. */
const beside = (title: string, ...libraries: readonly URL[]): Situation => ({
  title: `beside ${title} a chat connects, sends, and has its session and its queue after a reload`,
  async play({ far, visit }) {
    const first = await visit({ libraries })
    const { chat } = first
    expect(await chat.begins()).toBe('started')
    await chat.says('sent')
    await far.hears('sent')
    const agent = await far.server.waitForAgent()
    await agent.say('from the agent')
    await chat.shows('sent (sent)', 'from the agent (received)')

    far.line.cut()
    await chat.says('queued')
    await chat.says('queued, too')
    const second = await first.goOn({ libraries })
    far.line.restore()
    expect(await second.chat.begins()).toBe('restored')
    await far.hears('sent', 'from the agent', 'queued', 'queued, too')
    await second.chat.shows('sent (sent)', 'from the agent (received)', 'queued (sent)', 'queued, too (sent)')
    expect([await second.warnings(), await second.uncaught()]).toEqual(['', ''])
  },
})

export const builtIns: readonly Situation[] = [
  beside('Prototype.js 1.6', ofOurOwn('like-prototype.js')),
  beside('MooTools 1.5', mooTools),
  beside('promises that have no finally', ofOurOwn('promises-without-finally.js')),
]
