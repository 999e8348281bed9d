import { checkOptions, environmentGuards, guards } from '@chat-transport/core'
import { sharedState, type SharedStateOptions, type TabsTransport } from '@chat-transport/tabs'
import { nothingShared, type WidgetTabs } from '../model/tabs/widget-tabs.ts'

/** Which widgets show the same, and where it is kept. */
export interface WidgetTabsOptions extends SharedStateOptions {
  /** Widgets of the same name show the same. @default the transport's address, or else its name */
  readonly name?: string
}

const { methods, optional, string } = guards
const optionGuards = {
  name: optional(string),
  storage: optional(methods('getItem', 'setItem', 'removeItem')),
  network: environmentGuards.network,
  logger: environmentGuards.logger,
}

/**
 * What makes the widgets in all tabs of a site one: `transport` is what `sharedByTabs` gives, and the chat's own. Throws a `TypeError` that
 * names a bad option.
 */
export function widgetTabs(transport: TabsTransport, options: WidgetTabsOptions = {}): WidgetTabs {
  checkOptions('widgetTabs', options, optionGuards)
  const { name = transport.address ?? transport.name, ...rest } = options
  return {
    view: sharedState(`widget ${name}`, nothingShared, rest),
    get leads() {
      return transport.leads
    },
    onLeading: transport.onLeading,
  }
}
