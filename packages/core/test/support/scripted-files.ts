import {
  type FileDescription,
  type FileHost,
  type FilesModule,
  type FileUpload,
  type OutgoingFile,
} from '../../src/index.ts'
import { openPage } from './open-chat.ts'

export const uploads = { url: 'https://chat.example/files', token: 't', maxBytes: 1_000, types: ['*/*'] }
export const cat = () => new File(['meow'], 'cat.png', { type: 'image/png' })
export const description: FileDescription = { id: 'f1', name: 'cat.png', type: 'image/png', bytes: 4 }

export const offline = new TypeError('Failed to fetch dynamically imported module')
export const theEnd = { type: 'EventSessionEnded', index: 1, at: 1, reason: 'closed' }

/** What a sender was asked for. */
interface Asked extends FileUpload {
  readonly file: OutgoingFile
  arrives(): void
  fails(error: Error): void
}

/** What a page loads, when the test says so, and what came of it. `kept` is there from the page before. */
export function scriptedFiles(kept: readonly OutgoingFile[] = []) {
  const loads: { succeeds(): void; fails(): void }[] = []
  const asked: Asked[] = []
  const settled: string[] = []
  const hosts: FileHost[] = []
  const module: FilesModule = {
    createFileSender(host) {
      hosts.push(host)
      return {
        upload: (file, upload) =>
          new Promise((resolve, fails) => asked.push({ file, ...upload, arrives: () => resolve(description), fails })),
        unfinished: async () => kept,
        settled: async (key) => void settled.push(key),
      }
    },
    forgetFiles: async () => undefined,
  }
  const files = () =>
    new Promise<FilesModule>((resolve, reject) => {
      loads.push({ succeeds: () => resolve(module), fails: () => reject(offline) })
    })
  return { files, module, loads, asked, settled, hosts }
}

export async function startPage(options: Parameters<typeof openPage>[0] = {}) {
  const scripted = scriptedFiles()
  const page = openPage({ files: scripted.files, ...options })
  const session = await page.start({ uploads })
  const entry = () => session.transcript.at(-1)
  return { ...scripted, page, session, entry }
}
