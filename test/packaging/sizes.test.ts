import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { budgets } from '../../scripts/sizes/budgets.mjs'
import { sizes } from '../../scripts/sizes/sizes.mjs'

test('every entry of the packages keeps to its budget, and every budget is that of an entry', async () => {
  const measured = await sizes()
  expect(measured.map(({ name }) => name).sort()).toEqual(Object.keys(budgets).sort())
  expect(measured.filter(({ gzipBytes, budget = 0 }) => gzipBytes > budget)).toEqual([])
})

/** What the READMEs say of a size, where they say it, and of which entry. */
const said = [
  ['browser', /`ChatTransport`: ([\d.]+) kB/, 'browser/chat-transport.js'],
  ['browser', /share a chat: a script of ([\d.]+) kB/, 'browser/chat-transport.tabs.js'],
  ['browser', /in a cookie: a script of ([\d.]+) kB/, 'browser/chat-transport.cookies.js'],
  ['browser', /bug reports: a script of ([\d.]+) kB/, 'browser/chat-transport.recorder.js'],
  ['files', /([\d.]+) kB min \+ gzip/, 'browser/files.js'],
  ['react', /at most ([\d.]+) kB min \+ gzip/, 'react'],
  ['recorder', /`recordSession` \(([\d.]+) kB gzipped\)/, 'browser/chat-transport.recorder.js'],
  ['tabs', /takes from it what both need \(([\d.]+) kB/, 'browser/chat-transport.tabs.js'],
  ['widget', /nobody chats needs ([\d.]+) kB/, 'widget/loader'],
  ['widget', /([\d.]+) kB gzipped with Lit/, 'widget/standalone'],
  ['widget', /beside it ([\d.]+) kB for the SDK/, 'widget/standalone/chat-transport.js'],
  ['widget', /for the SDK, and ([\d.]+) kB/, 'widget/standalone/chat-tabs.js'],
] as const

test('the READMEs say the sizes that are measured', async () => {
  const measured = new Map((await sizes()).map(({ name, gzipBytes }) => [name, gzipBytes]))
  for (const [folder, sentence, entry] of said) {
    const readme = readFileSync(new URL(`../../packages/${folder}/README.md`, import.meta.url), 'utf8')
    const kB = Number(sentence.exec(readme)?.[1])
    const ratio = (measured.get(`@chat-transport/${entry}`) ?? NaN) / (kB * 1000)
    expect(ratio, `${folder}/README.md, ${String(sentence)}: ${kB} kB of ${entry}`).toSatisfy(isAbout)
  }
})

/** Within what a figure of two digits says. */
const isAbout = (ratio: number) => ratio > 0.94 && ratio < 1.03
