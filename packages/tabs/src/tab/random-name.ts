import type { Clock } from '@chat-transport/core'

/** A name that nothing else has in this browser. It is no secret. */
export const randomName = ({ random }: Pick<Clock, 'random'>): string =>
  [1, 2, 3, 4].map(() => Math.floor(random() * 2 ** 32).toString(36)).join('')
