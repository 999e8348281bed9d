// @vitest-environment jsdom
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { systemNetworkStatus, type NetworkChange } from '../../src/index.ts'

function listen() {
  const heard: NetworkChange[] = []
  const stop = systemNetworkStatus.subscribe((change) => heard.push(change))
  onTestFinished(stop)
  return { heard, stop }
}
function pageshow({ persisted }: { persisted: boolean }) {
  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted }))
}
function setVisibility(state: DocumentVisibilityState) {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
  document.dispatchEvent(new Event('visibilitychange'))
}

describe('the network status of a page', () => {
  afterEach(() => void vi.restoreAllMocks())

  it('says what the browser says', () => {
    const { heard } = listen()
    window.dispatchEvent(new Event('offline'))
    window.dispatchEvent(new Event('online'))
    window.dispatchEvent(new Event('pagehide'))
    expect(heard).toEqual(['offline', 'online', 'pagehide'])
  })

  it('says when the browser stops the page, and lets it go on', () => {
    const { heard } = listen()
    document.dispatchEvent(new Event('freeze'))
    document.dispatchEvent(new Event('resume'))
    expect(heard).toEqual(['freeze', 'resume'])
  })

  it('tells a page shown from one that came out of the back/forward cache', () => {
    const { heard } = listen()
    pageshow({ persisted: false })
    pageshow({ persisted: true })
    expect(heard).toEqual(['pageshow', 'pageshow-persisted'])
  })

  it('says when the tab comes to the front, not when it goes', () => {
    const { heard } = listen()
    setVisibility('hidden')
    expect(heard).toEqual([])
    setVisibility('visible')
    expect(heard).toEqual(['visible'])
  })

  it('is online unless the browser says otherwise', () => {
    const onLine = vi.spyOn(navigator, 'onLine', 'get')
    onLine.mockReturnValue(false)
    expect(systemNetworkStatus.online).toBe(false)
    onLine.mockReturnValue(true)
    expect(systemNetworkStatus.online).toBe(true)
  })

  it('hears nothing once unsubscribed, and leaves the other subscribers alone', () => {
    const gone = listen()
    const staying = listen()
    gone.stop()
    window.dispatchEvent(new Event('online'))
    expect(gone.heard).toEqual([])
    expect(staying.heard).toEqual(['online'])
  })

  it('shares one set of page listeners among all that are subscribed, and none after the last', () => {
    const added = [vi.spyOn(window, 'addEventListener'), vi.spyOn(document, 'addEventListener')]
    const signals = () =>
      added.flatMap(({ mock }) => mock.calls.map(([, , options]) => (options as { signal: AbortSignal }).signal))
    const all = [listen(), listen(), listen()]
    expect(signals()).toHaveLength(7)
    window.dispatchEvent(new Event('online'))
    expect(all.map(({ heard }) => heard)).toEqual([['online'], ['online'], ['online']])
    for (const { stop } of all) stop()
    expect(signals().every(({ aborted }) => aborted)).toBe(true)
  })

  it('never listens to unload or beforeunload, which would keep the page out of the back/forward cache', () => {
    const added = [vi.spyOn(window, 'addEventListener'), vi.spyOn(document, 'addEventListener')]
    listen()
    const types = added.flatMap(({ mock }) => mock.calls.map(([type]) => type))
    expect(types.sort()).toEqual(['freeze', 'offline', 'online', 'pagehide', 'pageshow', 'resume', 'visibilitychange'])
  })

  it.each([
    ['Node, without a window', { window: undefined, document: undefined, navigator: undefined }],
    ['React Native, where the window is no event target', { window: {}, document: undefined, navigator: {} }],
    ['a worker with a window of its own making', { document: undefined }],
    ['a page double whose document is no event target', { document: {} }],
  ])('is online and silent in %s', (_where, globals) => {
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value)
    onTestFinished(() => void vi.unstubAllGlobals())
    expect(systemNetworkStatus.online).toBe(true)
    expect(() => systemNetworkStatus.subscribe(() => undefined)()).not.toThrow()
  })
})
