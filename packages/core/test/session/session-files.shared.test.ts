import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import {
  type AttachCommand,
  type FileHost,
  memoryStorage,
  type OutgoingFile,
  type SendMessage,
} from '../../src/index.ts'
import { openPage, outcomeOf, recordEvents } from '../support/open-chat.ts'
import { cat, description, scriptedFiles, startPage, uploads } from '../support/scripted-files.ts'

const elsewhere = () => new DOMException('another page has the file', 'AbortError')
const messageOf = (key: string): SendMessage => ({
  type: 'SendMessage',
  id: key,
  content: { type: 'file', file: description },
})

/** A page in which a file is being uploaded. */
async function uploadingPage() {
  const started = await startPage()
  const { session, loads } = started
  const sent = outcomeOf(session.sendFile(cat()))
  const key = started.entry()?.key ?? ''
  loads[0]?.succeeds()
  await settle()
  return { ...started, sent, key }
}

describe('a file of which another page sends the message first', () => {
  it('is shown once and told once, sent no second time, and kept no longer', async () => {
    const { page, session, entry, asked, settled, sent, key } = await uploadingPage()
    const { of } = recordEvents(session)
    page.farSide.accepts(messageOf(key), 1)
    await settle()
    expect([session.transcript.length, entry()]).toMatchObject([1, { key, delivery: 'sent' }])
    expect(settled).toEqual([key])
    asked[0]?.arrives()
    await settle()
    expect(sent).toMatchObject({ state: 'resolved', value: { key, delivery: 'sent' } })
    expect([page.farSide.received, session.transcript.length]).toEqual([[], 1])
    page.farSide.accepts(messageOf(key), 1) // as after a cut
    await page.clock.advance(0)
    expect([session.transcript.length, of('messageReceived').length]).toEqual([1, 1])
  })

  it('is shown no longer once another page goes on with it, and its promise waits for the message', async () => {
    const { page, session, asked, settled, sent, key } = await uploadingPage()
    asked[0]?.fails(elsewhere())
    await settle()
    expect([session.transcript.length, sent.state, settled]).toEqual([0, 'pending', []])
    page.farSide.accepts(messageOf(key), 1)
    await settle()
    expect(sent).toMatchObject({ state: 'resolved', value: { key, delivery: 'sent' } })
  })

  it('rejects when the session is over before', async () => {
    const { session, asked, sent } = await uploadingPage()
    asked[0]?.fails(elsewhere())
    await settle()
    await session.detach()
    expect(sent).toMatchObject({ state: 'rejected', value: { name: 'InvalidStateError' } })
  })
})

describe('what sends files', () => {
  it('is asked for what others have left each time the line is back, and whenever it says so itself', async () => {
    const others: OutgoingFile[] = []
    const left = (key: string) => others.push({ key, file: cat(), name: key, type: 'image/png', caption: undefined })
    const scripted = scriptedFiles(others)
    const page = openPage({ files: scripted.files })
    const session = await page.start({ uploads })
    void session.sendFile(cat())
    scripted.loads[0]?.succeeds()
    await settle()
    left('k1')
    page.farSide.loses()
    page.farSide.open({ uploads })
    await settle()
    left('k2')
    scripted.hosts[0]?.resume()
    await settle()
    expect(scripted.asked.map(({ file }) => file.name)).toEqual(['cat.png', 'k1', 'k2'])
  })

  it('claims by the transport what pages share, and everything where they share nothing', async () => {
    const { hosts } = await uploadingPage()
    expect(await hosts[0]?.claim(['a', 'b'])).toEqual(['a', 'b'])
    const transport = Object.assign(openPage().transport, {
      claimQueues: async (keys: readonly string[]) => keys.slice(1),
    })
    const scripted = scriptedFiles()
    const sharing = openPage({ files: scripted.files, transport })
    void (await sharing.start({ uploads })).sendFile(cat())
    scripted.loads[0]?.succeeds()
    await settle()
    expect(await scripted.hosts[0]?.claim(['a', 'b'])).toEqual(['b'])
  })

  /** A page that opens its chat and sends a file, before the server has answered: what its sender knows of the session. */
  async function sendAtOnce(storage = memoryStorage()) {
    const { files, loads, hosts } = scriptedFiles()
    const page = openPage({ files, storage })
    void page.chat.openSession().sendFile(cat())
    loads[0]?.succeeds()
    await page.clock.advance(0)
    return { page, storage, host: hosts[0] as FileHost, attach: page.transport.connections[0]?.attach as AttachCommand }
  }

  it('knows the session before the server has answered: by its start, or as it is stored', async () => {
    const { page, storage, host, attach } = await sendAtOnce()
    expect(host.sessionId).toBe(attach.id)
    page.farSide.open({ uploads })
    await settle()
    const { sessionId } = host
    expect([sessionId === attach.id, host.startId]).toEqual([false, attach.id])
    await page.dies()
    const { host: next } = await sendAtOnce(storage)
    expect([next.sessionId, next.startId]).toEqual([sessionId, attach.id])
  })

  it('goes on with the files of a page whose start had no answer yet', async () => {
    const storage = memoryStorage()
    const before = openPage({ storage })
    before.chat.openSession()
    await before.clock.advance(0)
    await before.dies()
    const { files, loads, asked } = scriptedFiles([
      { key: 'k1', file: cat(), name: 'cat.png', type: 'image/png', caption: undefined },
    ])
    const page = openPage({ storage, files })
    page.chat.openSession()
    await page.clock.advance(0)
    page.farSide.open({ uploads })
    await settle()
    loads[0]?.succeeds()
    await settle()
    expect(asked.map(({ file }) => file.key)).toEqual(['k1'])
  })

  it('is not loaded by a page that begins a chat', async () => {
    const { files, loads } = scriptedFiles()
    const page = openPage({ files })
    await page.start({ uploads })
    page.farSide.loses()
    page.farSide.open({ uploads })
    await settle()
    expect(loads).toEqual([])
  })

  it('is told whether the visitor has signed out in another page', async () => {
    const values = memoryStorage()
    const storage = { ...values, onChange: () => () => undefined }
    const { files, loads, hosts } = scriptedFiles()
    const page = openPage({ files, storage })
    void (await page.start({ uploads })).sendFile(cat())
    loads[0]?.succeeds()
    await settle()
    expect(await hosts[0]?.isSignedOut()).toBe(false)
    await openPage({ storage }).chat.signOut()
    expect(await hosts[0]?.isSignedOut()).toBe(true)
  })
})
