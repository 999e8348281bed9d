import { expect, test } from 'vitest'
import { shareChromium } from '../support/browsers/chromium-page.ts'
import { demosIn } from './support/open-demo.ts'
import { greetings } from './support/shop-page.ts'

const openDemo = demosIn(shareChromium())

const whatWasSaidFirst = greetings.map((text) => expect.stringMatching(text) as string)

test('a second tab shows the same chat over the same line, and both go on in it', async () => {
  const { demo, openTab } = await openDemo()
  await demo.startChat()
  await demo.agentJoins() // and the bot is quiet
  await demo.visitorSends('From the first tab')
  await demo.visitorMessageIs('From the first tab', 'read')
  await demo.holdsTheLine()

  const second = await openTab()
  await second.visitorSees('From the first tab')
  await second.visitorSends('From the second tab')
  await second.visitorMessageIs('From the second tab', 'read')
  await demo.visitorSees('From the second tab')
  await demo.visitorSends('And again from the first')
  await second.visitorSees('And again from the first')
  expect(await second.visitorMessages()).toEqual(await demo.visitorMessages())
  expect(await demo.sessionsAtTheDesk()).toBe(1)
})

test('when the tab that holds the line is closed, another does, and nothing is lost or said twice', async () => {
  const { demo, openTab } = await openDemo()
  await demo.startChat()
  await demo.agentJoins()
  const second = await openTab()
  await second.holdsTheLine() // the one in front
  await demo.visitorSends('Before')
  await demo.anotherTabHoldsTheLine()
  await second.isClosed()
  await demo.visitorSends('After')
  await demo.visitorMessageIs('After', 'read')
  await demo.holdsTheLine()
  expect(await demo.visitorMessages()).toEqual([...whatWasSaidFirst, 'Before', 'After'])
})

test('the window is open or closed, and the draft and what is unread are the same, in both tabs', async () => {
  const { demo, openTab } = await openDemo()
  await demo.startChat()
  await demo.agentJoins()
  const second = await openTab()
  await second.visitorSees(/bot/)

  await demo.visitorWrites('Half a sentence')
  await second.draftIs('Half a sentence')
  await second.visitorWrites(', and the rest')
  await demo.draftIs('Half a sentence, and the rest')

  await demo.closesTheWindow()
  await second.windowIsClosed()
  await demo.agentSends('Are you there?')
  await demo.unreadIs(1)
  await second.unreadIs(1)

  await second.opensTheWindow()
  await second.visitorSees('Are you there?')
  await demo.windowIsOpen()
  await second.nothingIsUnread()
  await demo.nothingIsUnread()
  await demo.comesToTheFront()
  await demo.reload()
  await demo.windowIsOpen()
  await demo.visitorSees('Are you there?')
  await demo.draftIs('Half a sentence, and the rest')
  await demo.visitorSends('!')
  await second.draftIs('')
})

test('one tab alone calls for the visitor in its title: the one that holds the line', async () => {
  const { demo, openTab } = await openDemo()
  await demo.startChat()
  await demo.agentJoins()
  const second = await openTab()
  await second.visitorSees(/bot/)
  await demo.closesTheWindow()
  await demo.holdsTheLine()
  await second.anotherTabHoldsTheLine()
  await demo.agentSends('Are you there?')
  await second.unreadIs(1)
  await demo.hasTitle(/^\(1\) /)
  await second.hasTitle(/^[^(]/)
})

test('a chat that one tab begins is there in the other, and a transport that one chooses is for both', async () => {
  const { demo, openTab } = await openDemo()
  const second = await openTab()
  await second.hasNoChat()
  await demo.startChat()
  await second.comesToTheFront() // A page that nobody sees opens no chat that is new to it.
  await second.visitorSees(/bot/)

  await second.switchesTo('Server-Sent Events')
  await demo.chosenTransportIs('server-sent-events')
  await demo.visitorSends('Over Server-Sent Events')
  await demo.visitorMessageIs('Over Server-Sent Events', 'sent')
  await second.visitorSees('Over Server-Sent Events')

  await demo.leaves()
  await second.showsEnding('You have ended the chat')
})

test('a tab that shares nothing takes the chat over; the others let go, and can have it back', async () => {
  const { demo, openTab, openTabAlone } = await openDemo()
  await demo.startChat()
  const second = await openTab()
  await second.visitorSends('From the tabs that share')
  await demo.visitorSees('From the tabs that share')

  const alone = await openTabAlone()
  await alone.opensTheWindow() // It knows nothing of theirs.
  await alone.visitorSees('From the tabs that share')
  await demo.showsEnding('The chat is open elsewhere')
  await second.showsEnding('The chat is open elsewhere')
  await alone.visitorSends('From the one alone')
  await alone.visitorMessageIs('From the one alone', 'sent')

  await demo.choosesAtTheEnd('Continue here')
  await demo.visitorSees('From the one alone')
  await second.comesToTheFront()
  await second.visitorSees('From the one alone')
  await alone.showsEnding('The chat is open elsewhere')
})
