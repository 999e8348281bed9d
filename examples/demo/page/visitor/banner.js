import { byId } from '../dom.js'

const goodNewsMs = 3_000

/**
 * The strip over the conversation: what is wrong with the line and what happens next. One message at a time, and one
 * timer, which belongs to it.
 */
export function createBanner() {
  const banner = byId('banner')
  let timer

  const show = (text, tone) => {
    clearInterval(timer)
    banner.hidden = text === ''
    banner.dataset.tone = tone
    banner.textContent = text
  }
  const countDown = (text, at) => {
    const tick = () => {
      const seconds = Math.ceil((at - Date.now()) / 1_000)
      banner.textContent = seconds > 0 ? `${text} Trying again in ${seconds}\u00a0s.` : `${text} Trying again…`
    }
    tick()
    timer = setInterval(tick, 250)
  }

  return {
    hide: () => show('', ''),
    /** @param {number} [retryAt] epoch milliseconds of the next attempt */
    problem(text, retryAt) {
      show(text, 'warn')
      if (retryAt !== undefined) countDown(text, retryAt)
    },
    failure: (text) => show(text, 'bad'),
    goodNews(text) {
      show(text, 'good')
      timer = setTimeout(() => show('', ''), goodNewsMs)
    },
  }
}
