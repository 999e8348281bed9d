import { describe, expect, it } from 'vitest'
import { serverCases } from '../src/server/cases/all-server-cases.ts'
import { serverRuleIds, serverRules } from '../src/server/rules/server-rules.ts'
import { protocolRules } from '../../../test/support/protocol-vectors.ts'

describe('the rules of the kit for servers', () => {
  it('are those of the protocol', () => {
    expect([...serverRuleIds].sort()).toEqual(protocolRules().sort())
  })

  it('have a case each, or a reason why none can see them', () => {
    const withCase = new Set(serverCases.map(({ rule }) => rule))
    const without = serverRuleIds.filter((rule) => !withCase.has(rule))
    const unseen = serverRuleIds.filter((rule) => 'unseen' in (serverRules[rule] ?? {}))
    expect(without.sort()).toEqual([...unseen].sort())
  })

  it('are named by cases with an id of their own', () => {
    const ids = serverCases.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { id, rule } of serverCases) expect(id.startsWith(`${rule}/`), id).toBe(true)
  })
})
