import { describe, expect, test } from 'vitest'
import { ChatRefusal, memorySessionStore } from '../../src/index.ts'
import type { ChatBackendOptions, SessionFiles } from '../../src/index.ts'
import { aRestore, aStart, answerTo, connect, startBackend, startChat } from '../support/visitor.ts'

const picture = { id: 'f1', name: 'cat.png', type: 'image/png', bytes: 3, url: '/files/f1/cat.png' }

/** A place for files that has one, of the session whose id is given. */
function filesOf(owner: { sessionId?: string }) {
  const told: string[] = []
  const files: SessionFiles = {
    offer: ({ baseUrl = '' }) => ({ url: `${baseUrl}/files`, maxBytes: 1_000, types: ['image/*'] }),
    find: (sessionId, id) => (sessionId === owner.sessionId && id === 'f1' ? picture : undefined),
    claim: async (_sessionId, id) => void told.push(`claim ${id}`),
    add: async (_sessionId, _content, { name }) => {
      if (name === 'bad') throw new ChatRefusal(3, 'not this one')
      return { ...picture, name }
    },
    removed: (sessionId) => void told.push(`removed ${sessionId}`),
  }
  return { files, told }
}

async function startWithFiles(options: ChatBackendOptions = {}) {
  const owner: { sessionId?: string } = {}
  const { files, told } = filesOf(owner)
  const chat = await startChat(options)
  owner.sessionId = chat.page.sessionId
  return { ...chat, told, access: chat.backend.useFiles(files), files }
}

const aFile = (fields: object = {}) => ({
  type: 'SendMessage',
  id: 'm1',
  content: { type: 'file', file: { id: 'f1', name: 'other.exe', url: 'https://evil.example' }, ...fields },
})

describe('a message that names a file', () => {
  test('says of it what the server knows, whatever the page says, and keeps it', async () => {
    const { page, told } = await startWithFiles()
    await page.send(aFile({ text: 'my cat' }))
    const message = { type: 'EventMessage', content: { type: 'file', file: picture, text: 'my cat' } }
    expect(page.line.transcript.at(-1)).toMatchObject(message)
    expect(told).toEqual(['claim f1'])
  })

  test.each([
    [{ file: { id: 'f2' } }, 3, /content\.file\.id/],
    [{ file: { id: '' } }, 3, /content\.file\.id/],
    [{ file: 'f1' }, 3, /content\.file/],
    [{ file: {} }, 2, /content\.file\.id/],
    [{ file: undefined }, 2, /content\.file/],
    [{ text: '' }, 3, /content\.text/],
  ])('as %j is refused with %i', async (fields, code, description) => {
    const { page, told } = await startWithFiles()
    await page.send(aFile(fields))
    expect(page.line.errors).toMatchObject([{ commandId: 'm1', error: { code } }])
    expect(page.line.errors[0]?.error.description).toMatch(description)
    expect(told).toEqual([])
  })

  test('is shown to decorators with all that is known of it, and what they refuse is not kept', async () => {
    const seen: unknown[] = []
    const { page, told } = await startWithFiles({
      decorators: [
        (command) => {
          if (command.type === 'SendMessage' && command.content.type === 'file') seen.push(command.content.file)
          throw new ChatRefusal(51, 'no files today')
        },
      ],
    })
    await page.send(aFile())
    expect(seen).toEqual([picture])
    expect(page.line.errors).toMatchObject([{ error: { code: 51 } }])
    expect(told).toEqual([])
  })

  test('is what the server knows also when a decorator has changed it', async () => {
    const { page } = await startWithFiles({
      decorators: [
        (command) =>
          command.type === 'SendMessage' && command.content.type === 'file'
            ? { ...command, content: { ...command.content, file: { ...picture, name: 'other' }, text: 'checked' } }
            : command,
      ],
    })
    await page.send(aFile())
    expect(page.line.transcript.at(-1)).toMatchObject({ content: { file: picture, text: 'checked' } })
  })

  test('is refused by a back end that has no place for files', async () => {
    const { page } = await startChat()
    await page.send(aFile())
    expect(page.line.errors).toMatchObject([{ error: { code: 3, description: expect.stringContaining('no files') } }])
  })
})

describe('a place for files', () => {
  test('is offered by the answers to attaches, with a token that is the same each time', async () => {
    const { backend, page } = await startWithFiles()
    const restore = aRestore(page.sessionId)
    const answers = [
      await answerTo(backend, restore, { baseUrl: 'https://chat.example' }),
      await answerTo(backend, { ...restore, id: 'restore-2' }),
    ]
    const token = expect.stringMatching(new RegExp(`^${page.sessionId}\\.`))
    expect(answers).toMatchObject([
      { uploads: { url: 'https://chat.example/files', maxBytes: 1_000, types: ['image/*'], token } },
      { uploads: { url: '/files', token } },
    ])
    expect(page.answer).not.toHaveProperty('uploads')
  })

  test('learns whose a token is, and of no other token', async () => {
    const { access, backend, page, session } = await startWithFiles()
    const answer = await answerTo(backend, aRestore(page.sessionId))
    const token = answer.type === 'EventAttached' ? (answer.uploads?.token ?? '') : ''
    expect(await access.sessionOf(token)).toBe(page.sessionId)
    for (const other of ['', '.', page.sessionId, `${page.sessionId}.`, `${token}0`, `x.${token}`])
      expect(await access.sessionOf(other)).toBeUndefined()
    await session.end()
    expect(await access.sessionOf(token)).toBeUndefined()
    expect(await access.isKnown(page.sessionId)).toBe(true)
  })

  test('learns of a session that only the store knows, as after a restart', async () => {
    const store = memorySessionStore()
    const { backend, page } = await startWithFiles({ store })
    const answer = await answerTo(backend, aRestore(page.sessionId))
    const token = answer.type === 'EventAttached' ? (answer.uploads?.token ?? '') : ''
    await backend.close()
    const { backend: restarted } = startBackend({ store })
    const access = restarted.useFiles(filesOf({}).files)
    expect(await access.sessionOf(token)).toBe(page.sessionId)
    await restarted.expire(page.sessionId)
    expect(await access.sessionOf(token)).toBeUndefined()
    expect(await access.isKnown(page.sessionId)).toBe(false)
  })

  test('is told when a session is forgotten, be it live or not', async () => {
    const { backend, page, told } = await startWithFiles()
    await backend.expire(page.sessionId)
    expect(told).toEqual([`removed ${page.sessionId}`])
    const store = memorySessionStore()
    const first = startBackend({ store })
    const { sessionId } = await connect(first.backend, aStart())
    await first.backend.close()
    const second = startBackend({ store })
    const place = filesOf({})
    second.backend.useFiles(place.files)
    await second.backend.expire(sessionId)
    expect(place.told).toEqual([`removed ${sessionId}`])
  })

  test('is the only one, until it is released', async () => {
    const { access, backend, files } = await startWithFiles()
    expect(() => backend.useFiles(files)).toThrow('has another place for files already')
    expect(() => backend.useFiles({} as SessionFiles)).toThrow(
      'useFiles files: expected an object with offer, find, claim, add, removed',
    )
    access.release()
    backend.useFiles(files)
  })
})

describe('a file of an agent', () => {
  test('becomes a message, with a text about it', async () => {
    const { session, page } = await startWithFiles()
    const agent = session.join({ name: 'Grace' })
    await agent.sendFile(new Uint8Array(3), { name: 'offer.png', text: 'Look' })
    const content = { type: 'file', file: { ...picture, name: 'offer.png' }, text: 'Look' }
    expect(page.line.transcript.at(-1)).toMatchObject({ content, party: agent.party })
  })

  test('that is refused rejects, and so does a wrong argument', async () => {
    const { session } = await startWithFiles()
    const agent = session.join({ name: 'Grace' })
    const nothing = new Uint8Array()
    await expect(agent.sendFile(nothing, { name: 'bad' })).rejects.toMatchObject({ name: 'ChatError', code: 3 })
    await expect(agent.sendFile(nothing, { name: '' })).rejects.toThrow('sendFile name: expected a string')
  })
})
