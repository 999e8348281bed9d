import { byId } from './dom.js'

/** Which part of the page is in view, where there is no room for all of them, and whether the faults are unfolded. */
export function createViews() {
  const toggle = byId('faults-toggle')
  const buttons = [...byId('views').children]
  const unfold = (isOpen) => {
    byId('faults-body').hidden = !isOpen
    toggle.setAttribute('aria-expanded', String(isOpen))
  }

  toggle.addEventListener('click', () => unfold(byId('faults-body').hidden))
  byId('views').addEventListener('click', ({ target }) => {
    const chosen = target.closest('button')
    if (!chosen) return
    document.body.dataset.view = chosen.value
    for (const button of buttons) button.toggleAttribute('aria-current', button === chosen)
    if (chosen.value === 'faults') unfold(true)
  })

  // iOS lays the keyboard over the page: the page is as high as what is left.
  visualViewport?.addEventListener('resize', () =>
    document.body.style.setProperty('--height', `${visualViewport.height}px`),
  )
}
