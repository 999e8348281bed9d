export { ChatWidget } from './chat-widget.ts'
export { defineChatWidget } from './define-chat-widget.ts'

// What the widget knows and does, without a DOM: for another view of it, and for tests.
export { createWidgetModel } from './model/widget-model.ts'
export type { WidgetModel, WidgetModelEvents } from './model/widget-model.ts'
export type { WidgetModelOptions } from './model/widget-model-options.ts'
export type { MessageActions } from './model/message-actions.ts'
export type { WidgetPhase, WidgetSnapshot } from './model/widget-snapshot.ts'
export type { Banner } from './model/line-banner.ts'
export type { Ending, EndingKind } from './model/ending.ts'
export type { Rating } from './model/leaving.ts'
export type { FormErrors, FormField, FormValues, PreChatForm } from './model/pre-chat-form.ts'
export type { OfficeHours, OpenTime } from './model/office-hours.ts'
export { WidgetErrorCode } from './model/widget-errors.ts'
export type { Problem } from './model/widget-errors.ts'

// One in all tabs.
export { widgetTabs } from './connect/widget-tabs.ts'
export type { WidgetTabsOptions } from './connect/widget-tabs.ts'
export type { SharedView, WidgetTabs } from './model/tabs/widget-tabs.ts'

// Contents of a site's own.
export type { ContentContext, ContentView, ContentViews, ShownContent } from './view/content/content-view.ts'

// What the widget says.
export { english } from './texts/english.ts'
export { loadTexts, spokenLanguages } from './texts/load-texts.ts'
export type { Texts } from './texts/texts.ts'
