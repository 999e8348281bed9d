// The second script tag in index.html has defined it.
const { sharedState } = globalThis.ChatTransportTabs

/** What is in the basket, in every tab: `{ id, size }`. */
export const basket = sharedState('shop-basket', { items: [] })

export function putIn(id, size) {
  basket.set({ items: [...basket.get().items, { id, size }] })
}

export function takeOut(place) {
  basket.set({ items: basket.get().items.filter((_, at) => at !== place) })
}
