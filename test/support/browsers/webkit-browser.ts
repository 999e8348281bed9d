import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { Builder, By, type WebDriver } from 'selenium-webdriver'
import { findBrowser, howToGet } from '../../../scripts/browsers.mjs'
import { eventually, within } from '../deadline.ts'
import { NotDrivable, type BrowserOptions, type BrowserPage, type TestBrowser } from './browser-page.ts'
import { buttonThatRuns } from './puppeteer-browser.ts'
import { startTimeoutMs } from './start-timeout.ts'
import { pageProcess } from './page-process.ts'
import { runTethered, type TetheredProcess } from './tethered-process.ts'

/** The driver has one current window: what is done to a page is done in turn, after switching to it. */
interface Windows {
  readonly driver: WebDriver
  /** The process that has started all of them. */
  readonly ancestor: number
  in<Result>(handle: string, act: () => Promise<Result>): Promise<Result>
}

export async function launchWebKit({ thirdPartyCookies = 'blocked' }: BrowserOptions): Promise<TestBrowser> {
  if (thirdPartyCookies === 'allowed')
    throw new NotDrivable('WebKitGTK blocks third-party cookies, and its driver cannot allow them')
  const command = findBrowser('webkit')
  if (!command) throw new Error(howToGet('webkit'))
  const port = await freePort()
  const program = runTethered('xvfb-run', ['-a', command, `--port=${port}`])
  try {
    const address = `http://127.0.0.1:${port}`
    await Promise.race([program.over, eventually(async () => (await fetch(`${address}/status`)).ok, startTimeoutMs)])
    const driver = await within(startTimeoutMs, 'the start of WebKit', startSession(address))
    return webKitBrowser(driver, program)
  } catch (cause) {
    await program.end()
    throw cause
  }
}

/** Without a name for the program, the driver starts the MiniBrowser that belongs to it. */
async function startSession(address: string): Promise<WebDriver> {
  const driver = await new Builder().usingServer(address).withCapabilities({ browserName: 'MiniBrowser' }).build()
  await driver.manage().setTimeouts({ script: 60_000, pageLoad: 30_000 })
  return driver
}

async function webKitBrowser(driver: WebDriver, program: TetheredProcess): Promise<TestBrowser> {
  const capabilities = await driver.getCapabilities()
  let last: Promise<unknown> = Promise.resolve()
  const first = await driver.getWindowHandle()
  let current: string | undefined
  const inTurn = <Result>(act: () => Promise<Result>): Promise<Result> => {
    const result = last.then(act)
    last = result.catch(() => undefined) // whoever asked for it hears of it
    return result
  }
  const windows: Windows = {
    driver,
    ancestor: program.id,
    in: (handle, act) =>
      inTurn(async () => {
        if (current !== handle) await driver.switchTo().window(handle)
        current = handle
        return act()
      }),
  }
  return {
    engine: 'webkit',
    version: `WebKit/${capabilities.getBrowserVersion() ?? ''}`,
    open: (url) =>
      inTurn(async () => {
        await driver.switchTo().window(first) // the current one may be closed, and then the driver opens no other
        await driver.switchTo().newWindow('window')
        current = await driver.getWindowHandle()
        await driver.get(url)
        return webKitPage(windows, current)
      }),
    async close() {
      await within(10_000, 'the end of WebKit', driver.quit()).catch(() => undefined) // the program's end is its end, too
      await program.end()
    },
  }
}

function webKitPage(windows: Windows, handle: string): BrowserPage {
  const { driver, ancestor } = windows
  const here = <Result>(act: () => Promise<Result>) => windows.in(handle, act)
  const evaluate = <Value>(expression: string) =>
    here(async () => (await driver.executeScript(`return (${expression})`)) as Value)
  const result = <Value>(expression: string, deadlineMs?: number) =>
    eventually(() => evaluate(expression), deadlineMs) as Promise<Value>
  return {
    engine: 'webkit',
    goTo: (url) => here(() => driver.get(url)),
    // By the driver's own command: a script that runs while its document goes away is never answered, here or later.
    goBack: () => here(() => driver.navigate().back()),
    reload: () => here(() => driver.navigate().refresh()),
    async activated() {
      throw new NotDrivable('WebKit does not prerender')
    },
    evaluate,
    result,
    openByClick: (expression) =>
      here(async () => {
        const before = new Set(await driver.getAllWindowHandles())
        await driver.executeScript(buttonThatRuns(expression))
        await driver.findElement(By.id('clicked-by-test')).click()
        const opened = await eventually(async () =>
          (await driver.getAllWindowHandles()).find((other) => !before.has(other)),
        )
        return webKitPage(windows, opened)
      }),
    async hide() {
      await here(() => driver.manage().window().minimize())
      await result(`document.visibilityState === 'hidden'`)
    },
    async show() {
      await here(() => driver.manage().window().maximize())
      await result(`document.visibilityState === 'visible'`)
    },
    ...pageProcess(ancestor, evaluate),
    async setOffline() {
      throw new NotDrivable('WebKitWebDriver has no command for the state of the network')
    },
    screenshot: () => here(async () => Buffer.from(await driver.takeScreenshot(), 'base64')),
    close: () => here(() => driver.close()),
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
