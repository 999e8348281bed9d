import { createHash } from 'node:crypto'
import type { Agent } from '@chat-transport/backend'
import type { EventMessage, TranscriptEvent } from '@chat-transport/core'
import { keptUploads } from '@chat-transport/files'
import { IDBFactory } from 'fake-indexeddb'
import { eventually } from '../../support/deadline.ts'
import type { Dice } from '../support/dice.ts'
import type { Said } from './said.ts'
import type { Tally } from './tally.ts'
import { deadlineMs, type OpenPage } from './visitor.ts'

/** Some are sent in one piece, some in several. */
const sizes = [0, 1, 5_000, 140_000, 400_000]

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

export interface UploadsOptions {
  readonly dice: Dice
  readonly tally: Tally
  readonly name: string
}

/** Files that both sides send, and what the visitor's browser keeps of them. */
export function createUploads({ dice, tally, name }: UploadsOptions) {
  const indexedDB = new IDBFactory()
  const hashes = new Map<string, string>()
  /** Those of the visitor that no page was told of yet, by caption. */
  const waiting = new Set<string>()

  function draw(from: string): { readonly caption: string; readonly bytes: Uint8Array<ArrayBuffer> } {
    const caption = `file ${hashes.size} of ${from}`
    const content = dice.apart()
    const bytes = Uint8Array.from({ length: dice.pick(sizes) }, () => content.between(0, 255))
    hashes.set(caption, hash(bytes))
    tally.files += 1
    return { caption, bytes }
  }

  return {
    indexedDB,

    fromVisitor({ session, add }: OpenPage, { mayBeCut = false } = {}): void {
      const { caption, bytes } = draw(name)
      const sent = session.sendFile(new File([bytes], 'film.bin'), { caption })
      waiting.add(caption)
      add(
        { name: caption, inTurn: false, mayBeCut },
        sent.finally(() => waiting.delete(caption)),
      )
    },

    fromAgent(agent: Agent, said: Said): void {
      const { caption, bytes } = draw(`the agent to ${name}`)
      said.add({ name: caption, inTurn: false }, agent.sendFile(bytes, { name: 'film.bin', text: caption }))
    },

    /** How many files the browser keeps. */
    kept: async (sessionId: string) => (await keptUploads({ indexedDB }).list(sessionId)).length,

    /** What the visitor has chosen is kept by the browser, or has arrived: the page may go. */
    async untilKept(sessionId: string): Promise<void> {
      const areKept = async () => {
        const kept = (await keptUploads({ indexedDB }).list(sessionId)).map(({ data }) =>
          Reflect.get(Object(data), 'caption'),
        )
        return [...waiting].every((caption) => kept.includes(caption))
      }
      await eventually(areKept, deadlineMs)
      waiting.clear()
    },

    /** Each file that a message names must be the one that was sent. */
    async compare(transcript: readonly TranscriptEvent[], server: string): Promise<void> {
      for (const event of transcript)
        if (event.type === 'EventMessage' && event.content.type === 'file') await compareFile(event, server)
    },
  }

  async function compareFile({ content }: EventMessage, server: string): Promise<void> {
    if (content.type !== 'file' || !('file' in content)) return
    const { text = '', file } = content
    const response = await fetch(new URL(file.url ?? '', server))
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (hash(bytes) !== hashes.get(text))
      tally.wrong('wrong file', `${name}: "${text}" has ${bytes.length} bytes, fetched with ${response.status}`)
  }
}
export type Uploads = ReturnType<typeof createUploads>
