import { guards } from '@chat-transport/core'
import { mostEmojiBytes } from '../commands/command-schemas.ts'
import { utf8Bytes } from '../json/utf8-bytes.ts'

/** For text that must say something. */
export const someText = guards.guard('a string that is not empty', (value) => typeof value === 'string' && value !== '')

/** For what a message is reacted with. */
export const shortText = guards.guard(
  `1 to ${mostEmojiBytes} bytes of text`,
  (value) => typeof value === 'string' && value !== '' && utf8Bytes(value) <= mostEmojiBytes,
)

/** For what a call is known by when it is made again. */
export const callIdText = guards.guard(
  '1 to 200 characters of text',
  (value) => typeof value === 'string' && value !== '' && value.length <= 200,
)
