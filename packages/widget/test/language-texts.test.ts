import type { ChatError } from '@chat-transport/core'
import { expect, test } from 'vitest'
import { LanguageTexts } from '../src/behaviour/language-texts.ts'
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
