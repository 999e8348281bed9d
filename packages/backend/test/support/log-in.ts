import type { Authenticate, ChatUser } from '../../src/index.ts'
import { aStart, secret } from './visitor.ts'

/** Everybody who says who they are is believed: `auth` is the user's id, and their name in capitals. Who says nothing is nobody known. */
export const byAuth: Authenticate = (_request, { auth }) => {
  if (auth === undefined) return true
  return auth === 'nobody' ? false : { user: userOf(auth) }
}

export const userOf = (id: string): ChatUser => ({ id, name: id.toUpperCase(), plan: 'pro' })

/** A start from another device: it has its own id, secret and page. */
export const fromDevice = (device: string) => ({
  id: `start-${device}`,
  secret: `${device}-${secret}`,
  pageId: `page-${device}`,
})

export const identify = (auth: string, id = 'identify-1') => ({ type: 'Identify', id, auth })

/** A start of a user from one of their devices. */
export const startOn = (device: string, auth = 'ada') => aStart({ ...fromDevice(device), auth })
