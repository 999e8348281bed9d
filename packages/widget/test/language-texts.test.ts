import type { ChatError } from '@chat-transport/core'
import { expect, test } from 'vitest'
import { LanguageTexts } from '../src/behaviour/language-texts.ts'
import { english } from '../src/texts/english.ts'

const host = { addController: () => undefined, requestUpdate: () => undefined } as never

test("a site's own texts stand in place of the widget's, and what is none of them is told and left out", () => {
  const told: ChatError[] = []
  const texts = new LanguageTexts(host, (error) => told.push(error))
  texts.use('en', { title: 'Ask us', newMessages: 'new', greting: 'Hi' } as never)
  expect(texts.current).toEqual({ ...english, title: 'Ask us' })
  expect(told.map(({ code, message }) => [code, message])).toEqual([
    [210, 'unable to take a text: newMessages'],
    [210, 'unable to take a text: greting'],
  ])
})
