import { lineStates } from './line.mjs'

/** What the buttons that break things can ask for, by path. */
export function controlActions(chat) {
  return {
    '/controls/line': ({ state }) => {
      if (!lineStates.includes(state)) throw new TypeError(`The line can be ${lineStates.join(', ')}, not ${state}`)
      chat.setLine(state)
    },
    '/controls/restart': ({ forgetful }) => chat.restart({ forgetful: forgetful === true }),
    '/controls/expire': ({ sessionId }) => chat.expire(sessionId),
  }
}
