import { createBot } from './bot.mjs'

/**
 * A bot for each chat. It answers while nobody has joined at the console, as the chat itself says: whoever comes, comes over the
 * network.
 */
export function createBots() {
  /** @type {Set<ReturnType<typeof createBot>>} */
  const bots = new Set()

  return {
    /** Takes on a session whose visitor has connected. */
    take(session) {
      const bot = createBot(session)
      const answerOrNot = () => {
        if (session.parties.some(({ type }) => type === 'agent')) bot.standUp()
        else bot.sitDown()
      }
      bots.add(bot)
      session.onTranscript(({ type }) => {
        if (type === 'EventParticipantJoined' || type === 'EventParticipantLeft') answerOrNot()
      })
      session.onEnded(() => {
        bots.delete(bot)
        bot.standUp()
      })
      answerOrNot()
    },
    /** The server goes: who was there is there still when it is back. */
    forgetAll() {
      bots.clear()
    },
  }
}
