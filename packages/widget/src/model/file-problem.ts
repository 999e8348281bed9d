import type { ChatSession } from '@chat-transport/core'
import { type Problem, WidgetErrorCode } from './widget-errors.ts'

/** Why the server would refuse the file, as far as that is known before it is sent. */
export function fileProblem(file: File, uploads: ChatSession['uploads']): Problem | undefined {
  const { name, size, type } = file
  if (!uploads) return { code: WidgetErrorCode.noFiles, values: { name } }
  if (size > uploads.maxBytes) return { code: WidgetErrorCode.fileTooLarge, values: { name, bytes: uploads.maxBytes } }
  // Where the browser does not know the type, the server finds it in the bytes.
  if (type !== '' && !isTaken(type, uploads.types)) return { code: WidgetErrorCode.fileTypeRefused, values: { name } }
  return undefined
}

const isTaken = (type: string, taken: readonly string[]) =>
  taken.some((one) => one === type || one === '*/*' || (one.endsWith('/*') && type.startsWith(one.slice(0, -1))))
