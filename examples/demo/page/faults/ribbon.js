import { byId, element } from '../dom.js'

const spanMs = 60_000
const redrawEveryMs = 500

/** The connectivity of the last minute as a band of color, now at the right end. */
export function createRibbon() {
  const ribbon = byId('ribbon')
  /** @type {{ connectivity: string, from: number, to?: number }[]} */
  let stretches = []

  const redraw = () => {
    const start = Date.now() - spanMs
    stretches = stretches.filter(({ to }) => to === undefined || to > start)
    ribbon.replaceChildren(...stretches.map((stretch) => draw(stretch, start)))
  }
  setInterval(redraw, redrawEveryMs)

  return {
    /** @param {string | undefined} connectivity `undefined`: there is no chat */
    set(connectivity) {
      const now = Date.now()
      const last = stretches.at(-1)
      if (last) last.to ??= now
      if (connectivity !== undefined) stretches.push({ connectivity, from: now })
      redraw()
    },
  }
}

function draw({ connectivity, from, to = Date.now() }, start) {
  const percent = (at) => (Math.max(0, at - start) / spanMs) * 100
  const span = element('span', { 'data-connectivity': connectivity, title: connectivity })
  span.style.left = `${percent(from)}%`
  span.style.right = `${100 - percent(to)}%`
  return span
}
