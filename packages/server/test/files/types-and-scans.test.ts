import { describe, expect, test } from 'vitest'
import { ChatRefusal } from '@chat-transport/backend'
import { agreedType, isTaken } from '../../src/files/media-type.ts'
import type { ScannedFile } from '../../src/index.ts'
import { errorIn, exe, idIn, png, startWithFiles } from '../support/start-with-files.ts'

const text = (content: string) => Buffer.from(content)

describe('the type of a file', () => {
  test('a program that calls itself a picture is refused, and nothing of it stays', async () => {
    const { visit, onDisk } = await startWithFiles()
    const { tus, sendFile } = await visit()
    const refused = await tus.upload(exe, { name: 'cat.png', type: 'image/png' })
    expect(refused.status).toBe(415)
    expect(errorIn(refused)).toEqual({ code: 3, description: expect.stringMatching(/image\/png.*its bytes are/) })
    expect(onDisk()).toEqual([])
    expect((await sendFile(refused.id)).error?.code).toBe(3)
  })

  test('one that is not taken is refused before a byte is sent, or when its bytes show it', async () => {
    const { visit } = await startWithFiles({ types: ['image/png'] })
    const { tus } = await visit()
    const early = await tus.create({ type: 'application/pdf', bytes: 5 })
    expect([early.status, errorIn(early)]).toEqual([
      415,
      { code: 3, description: 'files of type application/pdf are not taken' },
    ])
    expect((await tus.upload(text('only text'))).status).toBe(415)
    expect((await tus.upload(png)).status).toBe(204)
  })

  test('without one it is what the bytes show', async () => {
    const { visit } = await startWithFiles()
    const { tus, sendFile } = await visit()
    const [picture, words] = [await tus.upload(png), await tus.upload(text('hello'))]
    const types = [(await sendFile(picture.id)).content?.file.type, (await sendFile(words.id)).content?.file.type]
    expect(types).toEqual(['image/png', 'text/plain'])
  })

  const known = ['image/png', 'image/jpeg', 'application/pdf', 'audio/x-m4a', 'application/x-cfb']
  const isKnown = (type: string) => known.includes(type)
  const binary = { isText: false, isKnown }
  const textual = { isText: true, isKnown }

  test.each([
    ['image/jpg', { found: 'image/jpeg', ...binary }],
    ['audio/mp4', { found: 'audio/x-m4a', ...binary }],
    ['application/msword', { found: 'application/x-cfb', ...binary }],
    ['text/csv', { found: undefined, ...textual }],
    ['text/html', { found: 'application/xml', ...textual }],
    ['application/json', { found: undefined, ...textual }],
    ['application/x-own', { found: undefined, ...binary }],
  ])('%s is believed of bytes that agree, or say nothing: %o', (declared, looked) => {
    expect(agreedType({ declared, ...looked })).toBe(declared)
  })

  test.each([
    ['image/png', { found: 'image/jpeg', ...binary }],
    ['image/png', { found: undefined, ...binary }],
    ['image/png', { found: undefined, ...textual }],
    ['image/svg+xml', { found: 'application/xml', ...textual }],
    ['image/svg+xml', { found: undefined, ...textual }],
    ['text/plain', { found: undefined, ...binary }],
    ['text/plain', { found: 'application/pdf', ...binary }],
    ['application/octet-stream', { found: 'application/x-msdownload', ...binary }],
  ])('%s is not believed of bytes that speak against it: %o', (declared, looked) => {
    expect(() => agreedType({ declared, ...looked })).toThrow(declared)
  })

  test('a list of types names them one by one, by kind, or all', () => {
    const taken = (type: string, ...types: string[]) => isTaken(type, types)
    expect([taken('image/png', 'image/png'), taken('image/png', 'image/*'), taken('x/y', '*/*')]).not.toContain(false)
    expect(taken('image/jpg', 'image/jpeg')).toBe(true)
    expect([taken('imagex/png', 'image/*'), taken('image/png', 'image/jpeg'), taken('', 'image/*')]).not.toContain(true)
    expect(taken('application/vnd.ms-excel', 'application/msword')).toBe(false)
  })
})

describe('a scan', () => {
  test('sees what the file is and all its bytes, and lets it be', async () => {
    const seen: (Omit<ScannedFile, 'open'> & { readonly content: Buffer })[] = []
    const { visit } = await startWithFiles({
      async scan({ open, ...file }) {
        const pieces: Buffer[] = []
        for await (const piece of await open()) pieces.push(piece as Buffer)
        seen.push({ ...file, content: Buffer.concat(pieces) })
      },
    })
    const { tus, sessionId } = await visit()
    expect((await tus.upload(png, { name: 'a.png' })).status).toBe(204)
    expect(seen).toEqual([{ sessionId, name: 'a.png', type: 'image/png', bytes: png.length, content: png }])
  })

  test.each([
    ['says no', () => false, { code: 51, description: 'the file was refused' }],
    [
      'refuses in its own words',
      () => {
        throw new ChatRefusal(60, 'a virus')
      },
      { code: 60, description: 'a virus' },
    ],
  ])('that %s refuses the file for good', async (_how, scan, error) => {
    const { visit, onDisk } = await startWithFiles({ scan })
    const { tus } = await visit()
    const refused = await tus.upload(png)
    expect([refused.status, errorIn(refused)]).toEqual([422, error])
    expect(onDisk()).toEqual([])
  })

  test('that fails refuses nothing: the page asks again', async () => {
    let isUp = false
    const { visit } = await startWithFiles({
      scan() {
        if (!isUp) throw new Error('the scanner is down')
      },
    })
    const { tus } = await visit()
    const unchecked = await tus.upload(png)
    expect([unchecked.status, unchecked.headers['retry-after']]).toEqual([503, '5'])
    isUp = true
    expect((await tus.patch(unchecked.id, png.length, Buffer.alloc(0))).status).toBe(204)
  })

  test('that takes too long has failed', async () => {
    const { visit } = await startWithFiles({ scan: () => new Promise<void>(() => undefined), scanTimeoutMs: 20 })
    const { tus } = await visit()
    const id = idIn(await tus.create({ bytes: png.length }))
    expect((await tus.patch(id, 0, png)).status).toBe(503)
  })
})
