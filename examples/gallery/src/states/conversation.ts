import type { Agent } from '@chat-transport/backend'
import type { Stage } from '../stage.ts'

/** A chat that has begun: the visitor has written, and Grace has answered. */
export async function beginChat({ widget, far, write, settle }: Stage): Promise<Agent> {
  widget.open()
  await write('Hello! Is the blue coat still there in size M?')
  const grace = await far.join({ name: 'Grace' })
  await grace.say('Hi Ada! Let me have a look for you.')
  await settle()
  return grace
}
