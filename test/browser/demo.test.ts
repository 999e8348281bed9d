import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { shareChromium } from '../support/browsers/chromium-page.ts'
import { eventually } from '../support/deadline.ts'
import { startDemo } from '../support/start-demo.ts'
import { demosIn } from './support/open-demo.ts'
import { greetings } from './support/shop-page.ts'

const openDemo = demosIn(shareChromium())

const whatWasSaidFirst = greetings.map((text) => expect.stringMatching(text) as string)

test('visitor and agent chat; the bot answers until the agent joins', async () => {
  const { demo } = await openDemo()
  await demo.startChat()
  await demo.visitorSees(/I am the bot/)
  await demo.visitorSends('Hello')
  await demo.visitorSees(/Ask me anything/)

  await demo.agentJoins()
  await demo.agentSends('Grace is here')
  await demo.visitorSees('Grace is here')
  await demo.visitorSends('Good to see you')
  await demo.agentSees('Good to see you')
  await demo.visitorMessageIs('Good to see you', 'read')
})

test('the bot offers quick replies and a card; the console, which does not know them, shows their text', async () => {
  const { demo } = await openDemo()
  await demo.startChat()
  await demo.visitorSends('I would like a coat')
  await demo.visitorSees(/Which size\?/)
  await demo.visitorChooses('Large')
  await demo.visitorMessageIs('Large', 'sent')
  await demo.visitorSees(/A green coat, large/)
  await demo.visitorChooses('Buy it')
  await demo.visitorSees(/Sold!/)
  await demo.agentSees('I have one in green. Which size?')
  await demo.agentSees('A green coat, large: 80 €, at your door in two days.')
})

test('a line cut for longer than three seconds: a banner, one error 150, and everything arrives once when it is back', async () => {
  const { demo } = await openDemo()
  await demo.startChat()
  await demo.agentJoins()

  await demo.setLine('cut')
  await demo.visitorSends('Sent into the cut')
  await demo.visitorMessageIs('Sent into the cut', 'queued')
  await demo.agentSends('Said meanwhile')
  await demo.showsBanner(/Connection lost/)
  await demo.timelineSays('error', /Error 150/)

  await demo.setLine('open')
  await demo.showsBanner(/back online/)
  await demo.visitorSees('Said meanwhile')
  await demo.agentSees('Sent into the cut')
  await demo.visitorMessageIs('Sent into the cut', 'read')
  expect(await demo.visitorMessages()).toEqual([...whatWasSaidFirst, 'Said meanwhile', 'Sent into the cut'])
  expect(await demo.agentMessages()).toEqual([...whatWasSaidFirst, 'Said meanwhile', 'Sent into the cut'])
  expect(await demo.timelineRecords('error')).toEqual([expect.stringMatching(/Error 150/)])
})

test('a page reloaded while the line is cut comes back with the chat, and sends once what was typed before', async () => {
  const { demo } = await openDemo()
  await demo.startChat()
  await demo.agentJoins()
  await demo.visitorSends('Before')
  await demo.agentSees('Before')

  await demo.setLine('cut')
  await demo.visitorSends('Typed into the cut')
  await demo.visitorMessageIs('Typed into the cut', 'queued')
  await demo.reload()
  await demo.barSays('Connecting · line cut')
  await demo.setLine('open')

  await demo.agentSees('Typed into the cut')
  await demo.visitorMessageIs('Typed into the cut', 'read')
  expect(await demo.visitorMessages()).toEqual([...whatWasSaidFirst, 'Before', 'Typed into the cut'])
  expect(await demo.agentMessages()).toEqual([...whatWasSaidFirst, 'Before', 'Typed into the cut'])
})

test('the console says that its own line is lost when the demo has been stopped', async () => {
  const { demo, stop } = await openDemo()
  await demo.startChat()
  await demo.agentHears(/the bot answers/)
  await stop()
  await demo.agentHears(/Your line to the server is lost/)
  await demo.agentCannotJoin()
})

test('on the next page of the shop the chat goes on, in a window that is still open', async () => {
  const { demo } = await openDemo()
  await demo.startChat()
  await demo.visits('coat')
  await demo.windowIsOpen()
  await demo.visitorSees(/I am the bot/)
  await demo.visitorSends('I like this one')
  await demo.visitorMessageIs('I like this one', 'sent')
  expect(await demo.sessionsAtTheDesk()).toBe(1)
})

test('a server that is restarted goes on with the chat, and with what was said meanwhile', async () => {
  const { demo } = await openDemo()
  await demo.startChat()
  await demo.visitorSends('Before the restart')
  await demo.visitorMessageIs('Before the restart', 'sent')

  await demo.setLine('cut')
  await demo.visitorSends('Meanwhile')
  await demo.restartServer('restart')
  await demo.setLine('open')
  await demo.visitorMessageIs('Meanwhile', 'sent')
  await demo.agentSees('Before the restart')
  await demo.agentSees('Meanwhile')
  expect(await demo.sessionsAtTheDesk()).toBe(1)
})

test('a server that lost its disk ends the chat with 152 and hands back what was not sent, for the next one', async () => {
  const { demo } = await openDemo()
  await demo.startChat()
  await demo.agentJoins()

  await demo.setLine('cut')
  await demo.visitorSends('Never arrives')
  await demo.restartServer('forget')
  await demo.setLine('open')
  await demo.showsEnding('This chat is over')
  await demo.timelineSays('error', /Error 152/)
  await eventually(async () => (await demo.sessionsAtTheDesk()) === 0)

  await demo.choosesAtTheEnd('Start a new chat')
  await demo.visitorSends('') // What was not sent is in the message field again.
  await demo.agentSees('Never arrives')
})

test('bad commands are answered with the errors 1, 2 and 3, and the chat goes on', async () => {
  const { demo } = await openDemo()
  await demo.startChat()
  for (const button of ['Unknown', 'Incomplete', 'Wrong value']) await demo.sendsBadCommand(button)
  for (const code of [1, 2, 3]) await demo.timelineSays('error', new RegExp(`Error ${code}:`))
  await demo.visitorSends('Still here')
  await demo.visitorMessageIs('Still here', 'sent')
})

test('switching to long-polling keeps the chat', async () => {
  const { demo } = await openDemo()
  await demo.startChat()
  await demo.visitorSends('Over a WebSocket')
  await demo.visitorMessageIs('Over a WebSocket', 'sent')
  await demo.switchesTo('Long-polling')
  await demo.visitorSees('Over a WebSocket')
  await demo.visitorSends('Over long-polling')
  await demo.visitorMessageIs('Over long-polling', 'sent')
})

test('what a visitor is writing is still there when the transport is switched', async () => {
  const { demo } = await openDemo()
  await demo.startChat()
  await demo.visitorWrites('Half a sentence, ')
  await demo.switchesTo('Long-polling')
  await demo.windowIsOpen()
  await demo.visitorSends('and the other half')
  await demo.visitorMessageIs('Half a sentence, and the other half', 'sent')
})

test('a custom transport carries the same chat, over the same line', async () => {
  const { demo } = await openDemo()
  await demo.startChat()
  await demo.agentJoins()
  await demo.visitorSends('Over CometD')
  await demo.agentSees('Over CometD')
  await demo.switchesTo('Server-Sent Events')
  await demo.visitorSees('Over CometD')
  await demo.visitorSends('Over Server-Sent Events')
  await demo.visitorMessageIs('Over Server-Sent Events', 'read')

  await demo.setLine('cut')
  await demo.visitorSends('Sent into the cut')
  await demo.agentSends('Said meanwhile')
  await demo.showsBanner(/Connection lost/)
  await demo.setLine('open')
  await demo.visitorSees('Said meanwhile')
  await demo.visitorMessageIs('Sent into the cut', 'read')
  await demo.sendsBadCommand('Unknown')
  await demo.timelineSays('error', /Error 1:/)
})

test('events that come late, twice or out of order over a custom transport are shown once, in order', async () => {
  const { demo } = await openDemo()
  await demo.startChat()
  await demo.agentJoins()
  await demo.switchesTo('Server-Sent Events')
  await demo.visitorSees(/bot/)
  const said: string[] = []
  for (const how of ['Twice', 'Shuffled', 'Late']) {
    await demo.hasEventsCome(how)
    for (const text of [`${how}, one`, `${how}, two`, `${how}, three`]) {
      await demo.agentSends(text)
      said.push(text)
    }
    await demo.visitorSees(`${how}, three`)
  }
  expect(await demo.visitorMessages()).toEqual([...whatWasSaidFirst, ...said])
})

test('the page shows its own source, as it is served', async () => {
  const { demo } = await openDemo()
  await demo.showsTheSource('index.html', /<chat-widget /)
  await demo.showsTheSource('chat.js', /createChat\(\{/)
})

test.each(['page', 'chat'])('the %s server answers a request under a foreign host name with 403', async (server) => {
  const pageUrl = new URL(await startDemo())
  const { chatUrls } = (await (await fetch(new URL('/settings.json', pageUrl))).json()) as {
    chatUrls: { cometd: string }
  }
  const url = server === 'page' ? pageUrl : new URL(chatUrls.cometd)
  expect(await statusFor(url, url.host)).not.toBe(403)
  expect(await statusFor(url, `evil.example:${url.port}`)).toBe(403)
})

/** The status of a request for `url` that names another host, as after DNS rebinding. */
async function statusFor(url: URL, host: string): Promise<number> {
  const sent = request(url, { headers: { host }, agent: false }).end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  response.resume()
  return response.statusCode ?? 0
}
