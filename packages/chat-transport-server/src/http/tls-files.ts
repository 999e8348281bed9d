import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import { StartError } from './start-error.ts'

export interface TlsFiles {
  readonly certFile: string | undefined
  readonly keyFile: string | undefined
}

export interface TlsPair {
  readonly cert: Buffer
  readonly key: Buffer
}

/** Reads the certificate and its key, and sees that they belong together. `undefined`: plain HTTP. Rejects with a `StartError`. */
export async function readTlsFiles({ certFile, keyFile }: TlsFiles): Promise<TlsPair | undefined> {
  if (certFile === undefined || keyFile === undefined) return undefined
  const pair = { cert: await read('tls.certFile', certFile), key: await read('tls.keyFile', keyFile) }
  try {
    createSecureContext(pair)
    return pair
  } catch (cause) {
    throw new StartError(
      `tls.certFile ${certFile} and tls.keyFile ${keyFile} cannot be used together (${messageOf(cause)}). ` +
        `Both have to be PEM, the key without a passphrase and that of the certificate`,
    )
  }
}

async function read(setting: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (cause) {
    throw new StartError(`${setting} ${file} cannot be read (${messageOf(cause)}). Name a file that this user may read`)
  }
}

const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause))
