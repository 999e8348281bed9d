import type { ChatBackendOptions } from '../../src/index.ts'
import { byAuth, fromDevice, startOn } from './log-in.ts'
import { aMessage, aRestore, connect, startChat } from './visitor.ts'

export const restoreOn = (device: string, sessionId: string, fields: object = {}) => {
  const { secret: ofDevice, pageId } = fromDevice(device)
  return aRestore(sessionId, { id: `restore-${device}`, secret: ofDevice, pageId, auth: 'ada', ...fields })
}

/** A session of Ada's that is attached on two devices. */
export async function laptopAndPhone(options: ChatBackendOptions = {}) {
  const chat = await startChat({ authenticate: byAuth, ...options }, { ...fromDevice('laptop'), auth: 'ada' })
  await chat.page.send(aMessage('said before'))
  const phone = await connect(chat.backend, startOn('phone'))
  return { ...chat, laptop: chat.page, phone }
}
