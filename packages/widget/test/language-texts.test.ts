import type { ChatError } from '@chat-transport/core'
import { expect, test } from 'vitest'
import { LanguageTexts } from '../src/behaviour/language-texts.ts'
import { loadTexts } from '../src/texts/load-texts.ts'
import { english } from '../src/texts/english.ts'

const host = { addController: () => undefined, requestUpdate: () => undefined } as never

test("a site's own texts stand in place of the widget's, and what is none of them is told and left out", async () => {
  const told: ChatError[] = []
  const texts = new LanguageTexts(host, (error) => told.push(error))
  texts.use('en', { title: 'Ask us', typing: 'Typing', greting: 'Hi' } as never)
  for (const loaded of [false, true]) {
    if (loaded) await Promise.resolve()
    expect(texts.current).toEqual({ ...english, title: 'Ask us' })
  }
  expect(told.map(({ code, description }) => [code, description])).toEqual([
    [210, 'unable to take a text: typing'],
    [210, 'unable to take a text: greting'],
  ])
})

test.each(['ar', 'de', 'es', 'fr', 'ja'])('all texts of a language can be given: %s', async (language) => {
  const told: ChatError[] = []
  const texts = new LanguageTexts(host, (error) => told.push(error))
  const given = await loadTexts(language)
  texts.use('en', { ...given, title: undefined } as never)
  expect(texts.current).toEqual({ ...given, title: english.title })
  expect(told).toEqual([])
})

test('one that has forms is left out when a form is missing', () => {
  const told: ChatError[] = []
  const texts = new LanguageTexts(host, (error) => told.push(error))
  texts.use('en', { typing: { one: '{name} is sewing', many: 'All are sewing' } } as never)
  expect([texts.current.typing, told.map(({ code }) => code)]).toEqual([english.typing, [210]])
})
