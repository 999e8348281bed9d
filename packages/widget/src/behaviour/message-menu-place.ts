const gapPx = 6

/** Puts a popover beside its button: above if there is room, and never out of the widget's window. */
export function placeBeside(button: Element, menu: HTMLElement): void {
  const { left, right, top, bottom } = button.getBoundingClientRect()
  const { offsetWidth, offsetHeight } = menu
  const room = button.closest('[role=dialog]')?.getBoundingClientRect()
  const isRightToLeft = getComputedStyle(button).direction === 'rtl'
  const above = top - offsetHeight - gapPx
  const wanted = isRightToLeft ? left : right - offsetWidth
  const nearest = (room?.left ?? 0) + gapPx
  const farthest = (room?.right ?? document.documentElement.clientWidth) - offsetWidth - gapPx
  menu.style.setProperty('top', `${above >= gapPx ? above : bottom + gapPx}px`)
  menu.style.setProperty('left', `${Math.max(nearest, Math.min(wanted, farthest))}px`)
}
