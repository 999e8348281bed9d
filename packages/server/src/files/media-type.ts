import { fileRefusals } from './file-refusal.ts'

/** What a check of bytes found: the type, or that they are of no type that bytes tell. */
export type Found = string | undefined

/** Names of one and the same type. The second is the one that the check of bytes gives. */
const sameTypes: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-png': 'image/png',
  'image/heif': 'image/heic',
  'image/x-ms-bmp': 'image/bmp',
  'audio/mp3': 'audio/mpeg',
  'audio/x-wav': 'audio/wav',
  'audio/wave': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'audio/m4a': 'audio/x-m4a',
  'audio/mp4': 'audio/x-m4a',
  'audio/aacp': 'audio/aac',
  'audio/webm': 'video/webm',
  'video/x-m4v': 'video/mp4',
  'application/x-zip-compressed': 'application/zip',
  'application/x-pdf': 'application/pdf',
  'application/msword': 'application/x-cfb',
  'application/vnd.ms-excel': 'application/x-cfb',
  'application/vnd.ms-powerpoint': 'application/x-cfb',
}

const canonical = (type: string) => sameTypes[type] ?? type

/** A media type without its parameters, in lower case; `''` for what is none. */
export function plainType(type: string | undefined): string {
  const [plain = ''] = (type ?? '').toLowerCase().split(';')
  return /^[\w.+-]+\/[\w.+-]+$/.test(plain.trim()) ? plain.trim() : ''
}

/** Whether one of `types` (`image/png`, `image/*`, `*` followed by `/*`) covers the type. */
export function isTaken(type: string, types: readonly string[]): boolean {
  const [kind = ''] = type.split('/')
  return types.some(
    (taken) =>
      taken === '*/*' ||
      taken === `${kind}/*` ||
      taken === type ||
      canonical(taken) === type ||
      taken === canonical(type),
  )
}

export interface TypeCheck {
  /** What the sender says; `''`: nothing. */
  readonly declared: string
  readonly found: Found
  /** Whether the bytes may be text. */
  readonly isText: boolean
  /** Whether the check of bytes would know this type. */
  readonly isKnown: (type: string) => boolean
}

/**
 * The type of a file whose bytes were looked at. Throws a `FileRefusal` when the bytes show another type than the sender says: a
 * program that calls itself a picture. A type that bytes do not show, such as that of a table of comma-separated values, is
 * believed if nothing speaks against it.
 */
export function agreedType(check: TypeCheck): string {
  const { declared, found, isText } = check
  if (declared === '') return found ?? (isText ? 'text/plain' : 'application/octet-stream')
  if (speaksAgainst(check)) throw fileRefusals.otherType(declared, found ?? (isText ? 'text' : 'of no known type'))
  return declared
}

function speaksAgainst({ declared, found, isText, isKnown }: TypeCheck): boolean {
  if (found !== undefined && canonical(declared) === canonical(found)) return false
  // What is written in XML, or begins like something else, is a text all the same.
  if (isTextual(declared)) return !isText
  // Pictures, sound and films always show in their bytes. SVG, a page in disguise, does not.
  return found !== undefined || isKnown(canonical(declared)) || /^(image|audio|video)\//.test(declared)
}

const isTextual = (type: string) => /^text\/|\b(json|xml|csv|yaml)\b/.test(type) && !type.startsWith('image/')
