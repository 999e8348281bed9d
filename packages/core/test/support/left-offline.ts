import { memoryStorage } from '../../src/index.ts'
import { openPage } from './open-chat.ts'

/** What a page leaves stored whose visitor has said this, and has left the chat, while the line was down. */
export async function leftOffline(...said: readonly string[]) {
  const storage = memoryStorage()
  const page = openPage({ storage })
  const session = await page.start()
  page.farSide.loses()
  for (const text of said) void session.sendMessage(text)
  void session.leave()
  await page.dies()
  return storage
}
