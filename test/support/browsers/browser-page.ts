/** The browsers that tests can drive. */
const drivable = ['chromium', 'firefox', 'webkit'] as const
export type Engine = (typeof drivable)[number]

/** Those of this run: all, or with `TEST_ENGINES=webkit npm test` one, or several with commas between. */
export const engines: readonly Engine[] = drivable.filter((engine) =>
  (process.env.TEST_ENGINES ?? drivable.join()).split(',').includes(engine),
)

/** One browser, whatever drives it. */
export interface TestBrowser {
  readonly engine: Engine
  /** As it names itself. */
  readonly version: string
  /** Opens a page in front of the others. */
  open(url: string): Promise<BrowserPage>
  /** Ends the browser and everything that was started for it. */
  close(): Promise<void>
}

/** One page of a browser. */
export interface BrowserPage {
  readonly engine: Engine
  /** Goes to another document in the same page. */
  goTo(url: string): Promise<void>
  /** As by the browser's own button. */
  goBack(): Promise<void>
  reload(): Promise<void>
  /** The value of an expression, or of the promise that it gives, as JSON. */
  evaluate<Value>(expression: string): Promise<Value>
  /** Waits until the expression gives something other than nothing and `false`. */
  result<Value>(expression: string, deadlineMs?: number): Promise<Value>
  /** Opens another page as a person would: `expression` runs in a click. */
  openByClick(expression: string): Promise<BrowserPage>
  /** The page is put out of sight, and back. */
  hide(): Promise<void>
  show(): Promise<void>
  /** The browser takes itself for offline, and says so to the page. */
  setOffline(offline: boolean): Promise<void>
  /** As a PNG image. */
  screenshot(): Promise<Uint8Array>
  close(): Promise<void>
}

export interface BrowserOptions {
  /** What the browser does with cookies of another site than the page's. @default 'blocked' */
  readonly thirdPartyCookies?: 'allowed' | 'blocked'
}

/** A command that this engine's driver does not have. */
export class NotDrivable extends Error {
  override readonly name = 'NotDrivable'
}
