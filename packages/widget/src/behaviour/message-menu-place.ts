const gapPx = 6

/** Puts a popover beside its button: above if there is room, and never out of the page. */
export function placeBeside(button: Element, menu: HTMLElement): void {
  const { left, right, top, bottom } = button.getBoundingClientRect()
  const { offsetWidth, offsetHeight } = menu
  const isRightToLeft = getComputedStyle(button).direction === 'rtl'
  const above = top - offsetHeight - gapPx
  const wanted = isRightToLeft ? left : right - offsetWidth
  const farthest = document.documentElement.clientWidth - offsetWidth - gapPx
  menu.style.setProperty('top', `${above >= gapPx ? above : bottom + gapPx}px`)
  menu.style.setProperty('left', `${Math.max(gapPx, Math.min(wanted, farthest))}px`)
}
