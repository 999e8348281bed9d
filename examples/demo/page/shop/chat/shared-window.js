// The second script tag in index.html has defined it.
const { sharedState } = globalThis.ChatTransportTabs

const shown = sharedState('shop-window', { open: false })

/** Keeps the widget open or closed on every page of the shop, in every tab. */
export function shareWindow(widget) {
  const follow = () => {
    const { open } = shown.get()
    if (open && !widget.isOpen) widget.open()
    if (!open && widget.isOpen) widget.close()
  }
  widget.addEventListener('chat-toggle', ({ detail }) => shown.set({ open: detail.isOpen }))
  shown.subscribe(follow)
  void widget.updateComplete.then(follow)
}
