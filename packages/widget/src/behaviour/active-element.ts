/** What has the focus of all that a widget has drawn. */
export const activeElementOf = ({ renderRoot }: { readonly renderRoot: Node }): Element | null =>
  renderRoot instanceof ShadowRoot ? renderRoot.activeElement : null
