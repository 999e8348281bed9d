import type { Attack } from './attack.ts'
import { controlFrames } from './attacks/control-frames.ts'
import { floodsAfterClose } from './attacks/floods-after-close.ts'
import { largeStarts } from './attacks/large-starts.ts'
import { oneByteSegments } from './attacks/one-byte-segments.ts'
import { refusedPosts } from './attacks/refused-posts.ts'
import { restoresFromZero } from './attacks/restores-from-zero.ts'
import { starts } from './attacks/starts.ts'
import { tinyValues } from './attacks/tiny-values.ts'
import { unansweredCloses } from './attacks/unanswered-closes.ts'
import { unfinishedRequests } from './attacks/unfinished-requests.ts'
import { userDataNames } from './attacks/user-data-names.ts'

/** Every attack, by its name. Each comes from its own addresses. */
export const attacks: Readonly<Record<string, Attack>> = {
  'user-data-names': userDataNames,
  'tiny-values': tinyValues,
  'large-starts': largeStarts,
  starts,
  'one-byte-segments': oneByteSegments,
  'restores-from-zero': restoresFromZero,
  'floods-after-close': floodsAfterClose,
  'control-frames': controlFrames,
  'refused-posts': refusedPosts,
  'unanswered-closes': unansweredCloses,
  'unfinished-requests': unfinishedRequests,
}
