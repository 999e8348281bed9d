import { readFileSync } from 'node:fs'
import { conformanceCases, linkCases, ruleIds, rules, transportCases } from '@chat-transport/conformance'
import { describe, expect, it } from 'vitest'

/** The numbered rules in the comment of a contract file. */
function rulesIn(file: string): Record<string, string> {
  const source = readFileSync(new URL(`../../core/src/transport/${file}`, import.meta.url), 'utf8')
  const comments = [...source.matchAll(/\/\*\*(.*?)\*\//gs)].map(([, comment]) =>
    (comment ?? '').replace(/^ *\* ?/gm, ''),
  )
  const numbered = /^ *([LT]\d+) +(.*?)(?=^ *[LT]\d+ |^\s*$|(?![\s\S]))/gms
  const found = comments.flatMap((comment) => [...comment.matchAll(numbered)])
  return Object.fromEntries(found.map(([, id, text]) => [id, (text ?? '').replace(/\s+/g, ' ').trim()]))
}

describe('the rules', () => {
  it('repeat the contract word for word', () => {
    expect(rules).toEqual({ ...rulesIn('link.ts'), ...rulesIn('transport.ts') })
  })

  it('have at least one case each', () => {
    const cases = [...linkCases, ...transportCases]
    expect(ruleIds.filter((rule) => !cases.some((each) => each.rule === rule))).toEqual([])
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
    expect(cases.filter(({ id, rule }) => !id.startsWith(`${rule}/`))).toEqual([])
  })

  it.each([
    ['over a link', () => undefined],
    ['of a transport', undefined],
  ])('come before the cases that require them, %s', (_what, open) => {
    const tried = new Set<string>()
    const cases = conformanceCases(open ? { open: open as never } : {})
    expect(cases[0]?.id).toBe('T14/making')
    for (const { id, rule, requires = [] } of cases) {
      expect(
        requires.filter((required) => !tried.has(required)),
        id,
      ).toEqual([])
      tried.add(rule)
    }
  })
})
