import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createDemoChat, type DemoView } from '../../../docs/.vitepress/theme/fault-demo/demo-chat.ts'
import * as demoServer from '../../../docs/.vitepress/theme/fault-demo/demo-server.ts'

const { createDemoServer } = demoServer

vi.mock(import('../../../docs/.vitepress/theme/fault-demo/demo-server.ts'), { spy: true })

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.resetAllMocks()
})

async function openedDemo() {
  const views: DemoView[] = []
  const demo = createDemoChat((view) => views.push(view))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(views.at(-1)?.status).toBe('connected')
  return { demo, views }
}

test.each([
  ['is open', () => undefined],
  ['has its line cut', ({ demo }) => demo.cut()],
  ['restarts its server', ({ demo }) => void demo.restart()],
  ['reloads its page', ({ demo }) => demo.reload()],
] satisfies [string, (opened: Awaited<ReturnType<typeof openedDemo>>) => void][])(
  'a demo that is stopped while it %s leaves no timer, and shows nothing more',
  async (_, begin) => {
    const opened = await openedDemo()
    begin(opened)
    await vi.advanceTimersByTimeAsync(100)
    opened.demo.stop()
    const shown = opened.views.length
    await vi.advanceTimersByTimeAsync(10_000)
    expect(vi.getTimerCount()).toBe(0)
    expect(opened.views).toHaveLength(shown)
  },
)

test('a server that fails to restart is no longer shown as restarting', async () => {
  vi.mocked(createDemoServer).mockImplementationOnce((options) => ({
    ...createDemoServer(options),
    restart: () => Promise.reject(new Error('the store is gone')),
  }))
  const { demo, views } = await openedDemo()
  await expect(demo.restart()).rejects.toThrow('the store is gone')
  await vi.advanceTimersByTimeAsync(0)
  expect(views.at(-1)?.server).toBe('running')
  demo.stop()
})
