import { expect, test } from 'vitest'
import { shareChromium } from '../support/browsers/chromium-page.ts'
import { demosIn } from './support/open-demo.ts'

const openDemo = demosIn(shareChromium())

test('a visitor signs in in the middle of the chat, which goes on under the new name, over a reload too', async () => {
  const { demo } = await openDemo()
  await demo.startChat()
  await demo.visitorSends('Before')
  await demo.visitorMessageIs('Before', 'sent')
  await demo.signsIn('Ann')
  await demo.visitorIsCalled('Ann')
  await demo.visitorNotices('Ann has signed in')
  await demo.agentHears(/Ann is online, signed in/)
  await demo.reload()
  await demo.visitorSees('Before')
  await demo.visitorIsCalled('Ann')
  await demo.agentHears(/Ann is online, signed in/)
})

test('who signs in while the line is cut is known as soon as it is back', async () => {
  const { demo } = await openDemo()
  await demo.startChat()
  await demo.setLine('cut')
  await demo.signsIn('Ann')
  await demo.visitorSends('Sent into the cut')
  await demo.setLine('open')
  await demo.visitorIsCalled('Ann')
  await demo.agentSees('Sent into the cut')
  await demo.agentHears(/Ann is online, signed in/)
})

test('the same user comes to the same chat on another device; each has it', async () => {
  const { demo, openOnAnotherDevice } = await openDemo()
  await demo.startChat()
  await demo.signsIn('Ann')
  await demo.visitorIsCalled('Ann')
  await demo.visitorSends('From the desk')
  await demo.visitorMessageIs('From the desk', 'sent')

  const phone = await openOnAnotherDevice()
  await phone.signsIn('Ann')
  await phone.visitorIsCalled('Ann')
  await phone.visitorSends('From the phone')
  await phone.visitorSees('From the desk')
  await demo.visitorSees('From the phone')
  expect(await demo.sessionsAtTheDesk()).toBe(1)
})

test('signing out leaves nothing; whoever chats next begins anew, and the user finds the chat again', async () => {
  const { demo } = await openDemo()
  await demo.barSays('No chat yet')
  await demo.signsIn('Ann')
  await demo.visitorIsCalled('Ann')
  await demo.startChat()
  await demo.visitorSees(/Hello Ann!/)
  await demo.visitorSends('Only for Ann')
  await demo.visitorMessageIs('Only for Ann', 'sent')

  await demo.signsOut('Ann')
  // That the session is over, and which one: nothing that opens it or says who had it.
  const stored = Object.entries(await demo.stored()).filter(([key]) => !key.startsWith('chat-transport:shared:'))
  expect(stored.map(([key]) => key).sort()).toEqual([
    expect.stringMatching(/session$/),
    expect.stringMatching(/signed-out-session$/),
  ])
  expect(Object.values(await demo.stored()).join()).not.toMatch(/secret|Ann/)
  expect(await demo.visitorMessages()).toEqual([])
  await demo.barSays('No chat yet')
  await demo.startChat()
  await demo.visitorSees(/Hello Ada!/)
  expect(await demo.visitorMessages()).not.toContain('Only for Ann')

  await demo.leaves()
  await demo.signsIn('Ann')
  await demo.choosesAtTheEnd('Start a new chat')
  await demo.visitorSends('It is me again')
  await demo.visitorSees('Only for Ann')
})

test('who signs out in one tab has signed out in all, and whoever chats next is somebody else', async () => {
  const { demo, openTab } = await openDemo()
  await demo.startChat()
  const second = await openTab()
  await second.visitorSees(/bot/)
  await demo.signsIn('Ann')
  await second.visitorIsCalled('Ann')
  await second.visitorNotices('Ann has signed in')
  await demo.visitorSends('Only for Ann')
  await second.visitorSees('Only for Ann')

  await second.signsOut('Ann')
  await demo.hasNoChat()
  expect(await demo.visitorMessages()).toEqual([])
  await demo.startChat()
  await second.comesToTheFront() // A page that nobody sees opens no chat that is new to it.
  await second.visitorSees(/Hello Ada!/)
  expect(await second.visitorMessages()).not.toContain('Only for Ann')
})
