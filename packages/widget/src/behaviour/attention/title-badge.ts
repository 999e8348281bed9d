/** What each widget of the page has to say in the title: together they are one number. */
const counts = new Map<object, number>()
let badge = ''
let watch: MutationObserver | undefined

/** Puts how much is unread before the page's title, also when the page changes that meanwhile. 0 takes it away. */
export function badgeTitle(owner: object, count: number): void {
  if (count > 0) counts.set(owner, count)
  else counts.delete(owner)
  let total = 0
  for (const one of counts.values()) total += one
  const before = badge
  badge = total > 0 ? `(${total}) ` : ''
  if (badge === before) return
  watch?.disconnect()
  document.title = badge + document.title.replace(before, '')
  if (badge === '') return
  watch ??= new MutationObserver(keepBadge)
  watch.observe(document.head, { childList: true, characterData: true, subtree: true })
}

/** Anywhere in the title will do: another copy of this code would else put its own in front for ever. */
function keepBadge(): void {
  if (!document.title.includes(badge)) document.title = badge + document.title
}
