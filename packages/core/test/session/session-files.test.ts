import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { type FilesModule, memoryStorage, type SendMessage } from '../../src/index.ts'
import { openPage, outcomeOf } from '../support/open-chat.ts'
import { uploads, cat, description, offline, theEnd, scriptedFiles, startPage } from '../support/scripted-files.ts'

describe('a file, before what sends it is loaded', () => {
  it('is in the transcript at once', async () => {
    const { session, entry, loads, asked } = await startPage()
    const sent = outcomeOf(session.sendFile(cat(), { caption: 'my cat' }))
    expect(entry()).toMatchObject({ delivery: 'uploading', progress: 0 })
    expect(entry()?.command).toMatchObject({
      content: { type: 'file', text: 'my cat', file: { id: '', name: 'cat.png', type: 'image/png', bytes: 4 } },
    })
    await settle()
    expect([loads.length, asked.length, sent.state]).toEqual([1, 0, 'pending'])
  })

  it('can be shown, until its message is on its way', async () => {
    const { session, entry, loads, asked } = await startPage()
    const file = cat()
    void session.sendFile(file)
    loads[0]?.succeeds()
    await settle()
    asked[0]?.onProgress(0.5)
    expect(entry()?.file).toBe(file)
    asked[0]?.arrives()
    await settle()
    expect([entry()?.delivery, entry()?.file]).toEqual(['sending', undefined])
  })

  it('is sent under the key of its entry once it is', async () => {
    const { page, session, entry, loads, asked, settled } = await startPage()
    const shares: number[] = []
    const sent = outcomeOf(session.sendFile(cat(), { onProgress: (share) => shares.push(share) }))
    const key = entry()?.key
    loads[0]?.succeeds()
    await settle()
    expect(asked[0]?.file).toMatchObject({ key, name: 'cat.png', type: 'image/png', caption: undefined })
    asked[0]?.onProgress(0.5)
    expect([entry()?.progress, shares]).toEqual([0.5, [0.5]])
    asked[0]?.arrives()
    await settle()
    expect([page.farSide.received, settled]).toMatchObject([[{ id: key, content: { file: description } }], []])
    page.farSide.accepts(page.farSide.received[0] as SendMessage, 1)
    await settle()
    expect(sent).toMatchObject({ state: 'resolved', value: { key, delivery: 'sent' } })
    expect([session.transcript.length, settled]).toEqual([1, [key]])
  })

  it('is sent also when the page throws at how far it has come', async () => {
    const { page, session, loads, asked } = await startPage()
    const onProgress = () => {
      throw new Error('the page is wrong')
    }
    void session.sendFile(cat(), { onProgress })
    loads[0]?.succeeds()
    await settle()
    expect(() => asked[0]?.onProgress(0.5)).not.toThrow()
    expect(page.logger.lines).toContainEqual({ level: 'error', text: 'a handler threw Error: the page is wrong' })
  })

  it('is loaded for once, however many there are', async () => {
    const { session, loads, asked } = await startPage()
    for (const name of ['one', 'two']) void session.sendFile(cat(), { name })
    loads[0]?.succeeds()
    await settle()
    void session.sendFile(new Blob(['x']), {})
    await settle()
    expect([loads.length, asked.map(({ file }) => file.name)]).toEqual([1, ['one', 'two', 'file']])
  })

  it.each(['discarded', 'given up by its signal'])('is gone when it is %s, and is never uploaded', async (how) => {
    const { session, entry, loads, asked } = await startPage()
    const scope = new AbortController()
    const sent = outcomeOf(session.sendFile(cat(), { signal: scope.signal }))
    if (how === 'discarded') session.discard(entry()?.key ?? '')
    else scope.abort()
    expect(session.transcript).toHaveLength(0)
    loads[0]?.succeeds()
    await settle()
    expect(sent).toMatchObject({ state: 'rejected', value: { name: 'AbortError' } })
    expect(asked).toEqual([])
  })

  it('is not even shown when its signal had given it up before', async () => {
    const { session, loads } = await startPage()
    const signal = AbortSignal.abort(new Error('too late'))
    await expect(session.sendFile(cat(), { signal })).rejects.toThrow('too late')
    expect([session.transcript.length, loads.length]).toEqual([0, 0])
  })

  it('may be as the server says, which is known without the token and as long as nothing changes', async () => {
    const page = openPage()
    const session = await page.start({ uploads: { ...uploads, maxBytes: 5 } })
    expect(session.uploads).toEqual({ url: uploads.url, maxBytes: 5, types: ['*/*'] })
    expect(session.uploads).toBe(session.uploads)
    expect((await openPage().start()).uploads).toBeUndefined()
  })

  it('starts a session that waits for the first message', async () => {
    const { files, loads, asked } = scriptedFiles()
    const page = openPage({ files })
    const session = page.chat.openSession({}, { start: 'first-message' })
    await settle()
    expect(page.transport.connections).toHaveLength(0)
    void session.sendFile(cat())
    expect(session.transcript).toMatchObject([{ delivery: 'uploading', progress: 0 }])
    await page.clock.advance(0)
    page.farSide.open({ uploads })
    loads[0]?.succeeds()
    await settle()
    expect(asked).toHaveLength(1)
  })
})

describe('a file, when what sends it cannot be loaded', () => {
  it('is failed, and retry loads again and sends it under the same key', async () => {
    const { page, session, entry, loads, asked } = await startPage()
    const sent = outcomeOf(session.sendFile(cat(), { caption: 'my cat' }))
    const key = entry()?.key ?? ''
    loads[0]?.fails()
    await settle()
    const message = 'unable to send the file: `files` could not be loaded'
    expect(entry()).toMatchObject({ key, delivery: 'failed', error: { message, cause: offline } })
    expect(sent).toMatchObject({ state: 'rejected', value: entry()?.error })

    const again = outcomeOf(session.retry(key))
    expect([loads.length, session.transcript]).toMatchObject([2, [{ key, delivery: 'uploading', progress: 0 }]])
    loads[1]?.succeeds()
    await settle()
    expect(asked).toMatchObject([{ file: { key, caption: 'my cat' } }])
    expect(await asked[0]?.file.file.text()).toBe('meow')
    asked[0]?.arrives()
    await settle()
    page.farSide.accepts(page.farSide.received[0] as SendMessage, 1)
    await settle()
    expect([again.state, session.transcript.length, entry()?.key]).toEqual(['resolved', 1, key])
  })

  it('fails anew when it cannot be loaded the second time either', async () => {
    const { session, entry, loads } = await startPage()
    void session.sendFile(cat())
    const key = entry()?.key ?? ''
    for (const time of [0, 1, 2]) {
      if (time > 0) void session.retry(key)
      loads[time]?.fails()
      await settle()
      expect(entry()).toMatchObject({ key, delivery: 'failed' })
    }
  })

  it('is gone once it is discarded', async () => {
    const { session, entry, loads } = await startPage()
    void session.sendFile(cat())
    const key = entry()?.key ?? ''
    loads[0]?.fails()
    await settle()
    session.discard(key)
    expect(session.transcript).toHaveLength(0)
    expect(() => session.discard(key)).toThrow('no entry with the key')
    await expect(session.retry(key)).rejects.toThrow('no entry with the key')
  })

  it.each([
    ['throws', raise],
    ['gives something else', () => ({}) as FilesModule],
  ])('is failed too when `files` %s, and the next one is loaded for again', async (_how, broken) => {
    const { files, loads } = scriptedFiles()
    let times = 0
    const { session, entry } = await startPage({ files: () => ((times += 1) === 1 ? broken() : files()) })
    await expect(session.sendFile(cat())).rejects.toThrow('`files` could not be loaded')
    expect(entry()).toMatchObject({ delivery: 'failed' })
    void session.sendFile(cat())
    expect(loads).toHaveLength(1)
  })
})

describe('a file whose upload has failed', () => {
  it('is uploaded again by retry, and only once at a time', async () => {
    const { session, entry, loads, asked } = await startPage()
    void session.sendFile(cat())
    loads[0]?.succeeds()
    await settle()
    asked[0]?.fails(new Error('no room'))
    await settle()
    const key = entry()?.key ?? ''
    expect(entry()).toMatchObject({ delivery: 'failed', error: { message: 'no room' } })
    void session.retry(key)
    await expect(session.retry(key)).rejects.toThrow('no entry with the key')
    await settle()
    expect([loads.length, asked.map(({ file }) => file.key)]).toEqual([1, [key, key]])
  })

  it('is kept no longer once it is discarded, and its upload ends', async () => {
    const { session, entry, loads, asked, settled } = await startPage()
    void session.sendFile(cat())
    loads[0]?.succeeds()
    await settle()
    const key = entry()?.key ?? ''
    session.discard(key)
    await settle()
    expect([asked[0]?.signal.aborted, settled, session.transcript.length]).toEqual([true, [key], 0])
    asked[0]?.arrives()
    await settle()
    expect(session.transcript).toHaveLength(0)
  })
})

describe('the files of an earlier page', () => {
  const left = { key: 'k1', file: cat(), name: 'cat.png', type: 'image/png', caption: 'my cat' }

  async function restorePage() {
    const storage = memoryStorage()
    const before = openPage({ storage })
    await before.start({ uploads })
    await before.dies()
    const scripted = scriptedFiles([left])
    const page = openPage({ storage, files: scripted.files })
    const session = await page.restore({ uploads })
    await settle()
    return { ...scripted, page, session }
  }

  it('are shown and go on once what sends them is loaded', async () => {
    const { session, loads, asked } = await restorePage()
    loads[0]?.succeeds()
    await settle()
    expect(session.transcript).toMatchObject([{ key: 'k1', delivery: 'uploading', command: { id: 'k1' } }])
    expect(asked).toMatchObject([{ file: { key: 'k1', caption: 'my cat' } }])
  })

  it('are kept no longer when the session has ended', async () => {
    const { page, loads, asked, settled } = await restorePage()
    page.farSide.says(theEnd)
    await page.clock.advance(300)
    loads[0]?.succeeds()
    await settle()
    expect([asked, settled]).toEqual([[], ['k1']])
  })

  it('stay for the next one when this one has let go of the session', async () => {
    const { session, loads, asked, settled } = await restorePage()
    const detached = session.detach()
    loads[0]?.succeeds()
    await detached
    expect([asked, settled]).toEqual([[], []])
  })

  it('go on with the next line when it could not be loaded', async () => {
    const { page, session, loads, asked } = await restorePage()
    loads[0]?.fails()
    await settle()
    expect([page.logger.warnings.length, session.transcript.length]).toEqual([1, 0])
    page.farSide.loses()
    page.farSide.open({ uploads })
    await settle()
    loads[1]?.succeeds()
    await settle()
    expect(asked).toMatchObject([{ file: { key: 'k1' } }])
  })
})

function raise(): never {
  throw new Error('no such file')
}
