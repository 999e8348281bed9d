import { Server as HttpsServer } from 'node:https'
import type { Server } from 'node:http'
import type { Logger } from '@chat-transport/core'
import { readTlsFiles, type TlsFiles } from './tls-files.ts'

/** Reads the certificate anew, for connections from now on. One that cannot be used is told of, and that before stays. Never rejects. */
export async function reloadCertificate(server: Server, files: TlsFiles, logger: Logger): Promise<void> {
  try {
    const pair = await readTlsFiles(files)
    if (!pair || !(server instanceof HttpsServer)) return
    server.setSecureContext(pair)
    logger.info('the certificate was read anew')
  } catch (cause) {
    logger.error('unable to read the certificate anew: the one before goes on', cause)
  }
}
