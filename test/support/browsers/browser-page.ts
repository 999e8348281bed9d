/** The browsers that tests can drive. */
const drivable = ['chromium', 'firefox', 'webkit'] as const
export type Engine = (typeof drivable)[number]

/** The browsers of this run: all, or those in `TEST_ENGINES=webkit npm test`, separated by commas. */
export const engines: readonly Engine[] = drivable.filter((engine) =>
  (process.env.TEST_ENGINES ?? drivable.join()).split(',').includes(engine),
)

/** One browser, independent of its driver. */
export interface TestBrowser {
  readonly engine: Engine
  /** The name and version that it reports. */
  readonly version: string
  /** Opens a page in the foreground. */
  open(url: string): Promise<BrowserPage>
  /** Ends the browser and all processes started for it. */
  close(): Promise<void>
}

/** One page of a browser. */
export interface BrowserPage {
  readonly engine: Engine
  /** Opens another document in the same page. */
  goTo(url: string): Promise<void>
  /** Goes back in the history, like the browser's button. */
  goBack(): Promise<void>
  reload(): Promise<void>
  /** The document at `url`, which this page had prerendered, once it takes this page's place. */
  activated(url: string): Promise<BrowserPage>
  /** The value of an expression, or of its promise, as JSON. */
  evaluate<Value>(expression: string): Promise<Value>
  /** Waits until the value of the expression is not `undefined`, `null` or `false`. */
  result<Value>(expression: string, deadlineMs?: number): Promise<Value>
  /** Opens another page as a person would: `expression` runs in a click handler. */
  openByClick(expression: string): Promise<BrowserPage>
  /** Hides the page, and shows it again. */
  hide(): Promise<void>
  show(): Promise<void>
  /** Stops the page's code in the middle of whatever it does, as browsers do with pages in the background; and lets it go on. */
  freeze(): Promise<void>
  thaw(): Promise<void>
  /** Ends the page's process, as a fault in the browser does. */
  crash(): Promise<void>
  /** Makes the browser go offline and report it to the page. */
  setOffline(offline: boolean): Promise<void>
  /** As a PNG image. */
  screenshot(): Promise<Uint8Array>
  close(): Promise<void>
}

export interface BrowserOptions {
  /** How the browser treats third-party cookies. @default 'blocked' */
  readonly thirdPartyCookies?: 'allowed' | 'blocked'
  /**
   * Firefox makes a page wait before it opens another WebSocket after some have failed, the longer the more have: with people that is one
   * outage, with the kit hundreds in a row.
   * @default false
   */
  readonly webSocketsAtOnce?: boolean
}

/** A command that this engine's driver does not support. */
export class NotDrivable extends Error {
  override readonly name = 'NotDrivable'
}
