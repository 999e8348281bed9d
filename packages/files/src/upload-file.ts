import type { FileDescription } from '@chat-transport/core'
import { runUpload } from './run-upload.ts'
import { uploadSettings, type UploadOptions } from './upload-options.ts'

/**
 * Uploads a file by tus, in chunks, each from where the server is. Goes on after every failure that may pass, for as long as it
 * takes: give a `signal` to end it. Resolves with what a message says of the file. Rejects with a `ChatError` when the server
 * refuses it, and with the signal's reason when that aborts; what the server had of it is removed then.
 */
export async function uploadFile(file: Blob, options: UploadOptions): Promise<FileDescription> {
  const settings = uploadSettings(file, options)
  const uploadUrl = await runUpload(file, settings)
  const id = decodeURIComponent(new URL(uploadUrl).pathname.split('/').at(-1) ?? '')
  return { id, name: settings.name, type: settings.type, bytes: file.size }
}
