import { type Chat, checkOptions, type Clock, environmentGuards, guards, type StartRequest } from '@chat-transport/core'
import { officeHours, type OfficeHours } from './office-hours.ts'
import { preChatForm, type PreChatForm } from './pre-chat-form.ts'
import type { WidgetTabs } from './tabs/widget-tabs.ts'

/** What `createWidgetModel` takes. */
export interface WidgetModelOptions {
  readonly chat: Chat
  /** Asked before a chat starts. @default a chat starts with the first message */
  readonly form?: PreChatForm | undefined
  /** What is known of the visitor anyway. @default nothing */
  readonly request?: StartRequest | undefined
  /** @default somebody is always there */
  readonly hours?: OfficeHours | undefined
  /** Greets visitors who have no chat yet, after so many milliseconds. @default never */
  readonly greetAfterMs?: number | undefined
  /** How many events of a long transcript come at a time. @default 50 */
  readonly historyCount?: number | undefined
  /** Makes it one with the widgets in the other tabs: of `widgetTabs`. @default it is on its own */
  readonly tabs?: WidgetTabs | undefined
  /** Whether the window has room beside the page. Where it would hide the page, it opens only when it is opened there. @default it has */
  readonly hasRoom?: (() => boolean) | undefined
  /** @default systemClock */
  readonly clock?: Clock | undefined
}

/** Throws a `TypeError` or `RangeError` that names a bad option. */
export const checkModelOptions = (options: WidgetModelOptions): void =>
  checkOptions('createWidgetModel', options, {
    chat: guards.methods('openSession', 'restoreSession', 'signOut', 'onSignedOut', 'onRetry'),
    form: guards.optional(preChatForm),
    request: guards.optional(guards.object),
    hours: guards.optional(officeHours),
    greetAfterMs: guards.optional(guards.milliseconds),
    historyCount: guards.optional(guards.wholeNumber(1)),
    tabs: guards.optional(guards.methods('onLeading')),
    hasRoom: guards.optional(guards.aFunction),
    clock: environmentGuards.clock,
  })
