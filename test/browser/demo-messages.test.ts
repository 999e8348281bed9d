import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { shareChromium } from '../support/browsers/chromium-page.ts'
import { demosIn } from './support/open-demo.ts'

const openDemo = demosIn(shareChromium())

test('a visitor edits, deletes and reacts, with both sides watching; what was being written comes back after an edit', async () => {
  const { demo } = await openDemo()
  await demo.startChat()
  await demo.agentJoins()
  await demo.visitorSends('Two coats')
  await demo.visitorSends('By tomorow')
  await demo.agentSends('Of course')
  await demo.visitorSees('Of course')

  await demo.visitorWrites('Half a sentence')
  await demo.visitorChanges('Two coats', 'Edit')
  await demo.visitorSends(', please')
  await demo.agentSees('Two coats, please')
  await demo.agentSeesState(/edited$/)

  await demo.visitorChanges('By tomorow', 'Delete')
  await demo.agentSees('This message was deleted')
  await demo.visitorSees('This message was deleted')

  await demo.visitorChanges('Of course', '👍')
  await demo.agentsReactionsAre(['👍'])
  await demo.agentReacts('👍')
  await demo.visitorsReactionsAre(['👍 2'])
  await demo.visitorReacts('👍 2')
  await demo.agentsReactionsAre(['👍'])

  await demo.visitorSends('')
  await demo.visitorMessageIs('Half a sentence', 'read')
})

test('an agent edits what they said, and takes back what the visitor said', async () => {
  const { demo } = await openDemo()
  await demo.startChat()
  await demo.agentJoins()
  await demo.visitorSends('My card number is 1234')
  await demo.agentSends('Please do not')
  await demo.agentChanges('Please do not', 'Edit')
  await demo.agentSends(' send it')
  await demo.visitorSees('Please do not send it')
  await demo.agentChanges('My card number', 'Delete')
  await demo.visitorSees('This message was deleted')
})

test('an edit made while the line is cut is shown at once, and reaches the agent when it is back', async () => {
  const { demo } = await openDemo()
  await demo.startChat()
  await demo.agentJoins()
  await demo.visitorSends('Blue')
  await demo.agentSees('Blue')
  await demo.setLine('cut')
  await demo.visitorChanges('Blue', 'Edit')
  await demo.visitorSends(' or green')
  await demo.visitorSees('Blue or green')
  expect(await demo.agentMessages()).toContain('Blue')
  await demo.setLine('open')
  await demo.agentSees('Blue or green')
})

test('the menu of a message closes with Escape, and gives the focus back', async () => {
  const { demo } = await openDemo()
  await demo.startChat()
  await demo.visitorSends('What a day')
  await demo.visitorMessageIs('What a day', 'sent')
  await demo.opensMenuByKeyboard('What a day')
  expect(await demo.focused()).toBe('React with 👍')
  await demo.presses('Enter')
  await demo.visitorsReactionsAre(['👍'])
  expect(await demo.focused()).toBe('Options for “What a day”')
  await demo.presses('Enter')
  await demo.presses('Escape')
  expect(await demo.focused()).toBe('Options for “What a day”')
})

test('a file is uploaded, told to both sides, and can be fetched; the bot sends one back', async () => {
  const { demo } = await openDemo()
  await demo.startChat()
  await demo.visitorAttaches(await fileWith('meow', 'cat.txt'))
  await demo.visitorSees(/^I have “cat.txt” now/)
  expect(await demo.visitorsFile('cat.txt')).toBe('meow')
  expect(await demo.agentsFile('cat.txt')).toBe('meow')
  await demo.visitorSends('My receipt, please')
  expect(await demo.visitorsFile('receipt.txt')).toMatch(/A green coat/)
})

test('a file that is attached while the line is cut waits for it, and can be given up', async () => {
  const { demo } = await openDemo()
  await demo.startChat()
  await demo.agentJoins()
  await demo.setLine('cut')
  await demo.visitorAttaches(await fileWith('meow', 'given-up.txt'))
  await demo.visitorClicks('Cancel')
  await demo.visitorAttaches(await fileWith('meow', 'cat.txt'))
  await demo.visitorSees(/^cat\.txt/)
  expect(await demo.visitorMessages()).not.toContainEqual(expect.stringMatching(/^given-up/))
  await demo.setLine('open')
  expect(await demo.agentsFile('cat.txt')).toBe('meow')
})

test('a file that the server does not take says why, and keeps nobody from writing on', async () => {
  const { demo } = await openDemo()
  await demo.startChat()
  await demo.visitorAttaches(await fileWith('x'.repeat(5_000_001), 'large.txt'))
  await demo.showsProblem(/“large.txt” is too large. Files may have up to 5 MB/)
  await demo.dismissesTheProblem()
  await demo.visitorSends('Without it, then')
  await demo.visitorMessageIs('Without it, then', 'sent')
})

test('files and edits go over a custom transport', async () => {
  const { demo } = await openDemo()
  await demo.startChat()
  await demo.agentJoins()
  await demo.switchesTo('Server-Sent Events')
  await demo.visitorSends('Blue')
  await demo.agentSees('Blue')
  await demo.visitorChanges('Blue', 'Edit')
  await demo.visitorSends(' or green')
  await demo.agentSees('Blue or green')
  await demo.visitorAttaches(await fileWith('meow', 'cat.txt'))
  expect(await demo.agentsFile('cat.txt')).toBe('meow')
})

test('whoever answers sees what the visitor is typing', async () => {
  const { demo } = await openDemo()
  await demo.startChat()
  await demo.visitorWrites('Where is my or')
  await demo.agentSeesTyped(/Ada is typing: Where is my or/)
})

/** A file of this name for the current test. */
async function fileWith(content: string, name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'chat-transport-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, name), content)
  return join(folder, name)
}
