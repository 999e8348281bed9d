import { readFileSync } from 'node:fs'
import { storeCases, storeRuleIds, storeRules } from '@chat-transport/conformance/stores'
import { describe, expect, it } from 'vitest'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

/** The contract without the frames of its comments. */
const contract = read('../../backend/src/store/session-store.ts')
  .replace(/^ *(\/\*\*|\*\/|\*) ?/gm, '')
  .replace(/\s+/g, ' ')

describe('the rules of the kit for stores', () => {
  it.each(storeRuleIds)('%s has words of the contract', (id) => {
    const { from } = storeRules[id] ?? { from: { member: '', words: id } }
    expect(contract).toContain(from.words)
    expect(contract).toContain(from.member.split('.').at(-1))
  })

  it('have a case each, named by rule', () => {
    expect(storeRuleIds.filter((id) => !storeCases.some(({ rule }) => rule === id))).toEqual([])
    expect(new Set(storeCases.map(({ id }) => id)).size).toBe(storeCases.length)
    expect(storeCases.filter(({ id, rule }) => !id.startsWith(`${rule}/`))).toEqual([])
  })

  it('come before the cases that require them', () => {
    const tried = new Set<string>()
    for (const { id, rule, requires } of storeCases) {
      expect(
        requires.filter((required) => !tried.has(required)),
        id,
      ).toEqual([])
      tried.add(rule)
    }
  })

  it('are in the guide, in the same words', () => {
    const guide = read('../docs/test-your-store.md')
    for (const id of storeRuleIds) expect(guide).toContain(`| ${id} | ${storeRules[id]?.says} |`)
  })
})
