import { ChatRefusal, within } from '@chat-transport/backend'
import { ErrorCode } from '@chat-transport/core'
import type { FrontSettings } from '../chat-server-options.ts'
import { fileRefusals } from './file-refusal.ts'
import type { FileSettings, ScanFile, ScannedFile, UploadStore } from './file-options.ts'
import type { FileRecord } from './file-record.ts'
import { inspectBytes } from './inspect-bytes.ts'
import { agreedType, isTaken } from './media-type.ts'

export interface CheckParts {
  readonly store: UploadStore
  readonly settings: FileSettings
  readonly front: FrontSettings
}

/**
 * Looks at a file that has come as a whole, and gives its media type. Throws a `FileRefusal` when it is not what it says, of a
 * type that is not taken, or turned down by the application's `scan`.
 */
export async function checkFile(record: FileRecord, { store, settings, front }: CheckParts): Promise<string> {
  const { id, sessionId, name, bytes, declaredType: declared, sender } = record
  const open = () => store.read(id)
  const type = agreedType({ declared, ...(await inspectBytes(open)) })
  if (sender === 'visitor' && !isTaken(type, settings.types)) throw fileRefusals.wrongType(type)
  const verdict = await scanned(settings.scan, { sessionId, name, type, bytes, open }, { settings, front })
  if (verdict === false) throw fileRefusals.stopped(ErrorCode.stoppedByDecorator, 'the file was refused')
  return type
}

async function scanned(scan: ScanFile, file: ScannedFile, { settings, front }: Omit<CheckParts, 'store'>) {
  const { scanTimeoutMs: timeoutMs } = settings
  const tooLate = () => new Error(`files.scan took longer than ${timeoutMs} ms`)
  try {
    return await within(scan(file), { clock: front.clock, timeoutMs, tooLate })
  } catch (cause) {
    if (cause instanceof ChatRefusal) throw fileRefusals.stopped(cause.code, cause.description)
    front.logger.error('unable to check a file: files.scan failed', cause)
    throw fileRefusals.notChecked()
  }
}
