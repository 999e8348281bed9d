import type { ChatWidget } from '../chat-widget.ts'

/** What runs with each widget. */
export type Run = (widget: ChatWidget) => unknown

export interface ScriptPolicy {
  createScriptURL(url: string): string
}

/** What loaders put on the global `ChatTransport`. The SDK's own script puts its exports there, too; either may come first. */
export interface LoaderGlobal {
  /** Runs `run` with each widget of the page, once it is loaded and before it opens its chat. Loads nothing. */
  ready?: (run: Run) => void
  /** What has asked for the widgets that come. */
  runs?: Run[]
  /** For `src` of scripts, where the page wants one. */
  policy?: ScriptPolicy | undefined
}

declare global {
  var ChatTransport: LoaderGlobal
  var trustedTypes: { createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy } | undefined
}

export const page: LoaderGlobal = (globalThis.ChatTransport ??= {})
export const runs: Run[] = (page.runs ??= [])
