import { guards } from '@chat-transport/core'

/** For text that must say something. */
export const someText = guards.guard('a string that is not empty', (value) => typeof value === 'string' && value !== '')
