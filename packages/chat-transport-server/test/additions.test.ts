import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import { runCommand, type CommandAdditions, type CommandProcess } from 'chat-transport-server'
import { describe, expect, test, vi } from 'vitest'

/** A process that the command runs in, and what it has printed. */
function startProcess() {
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() }
  const printed = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    streams[name].on('data', (text: Buffer) => void (printed[name] += text.toString()))
  const env = { CHAT_PORT: '0', CHAT_METRICS_ENABLED: 'false', CHAT_STORE_TYPE: 'memory', CHAT_LOG_LEVEL: 'silent' }
  const signals = new EventEmitter()
  const process = Object.assign(signals, streams, { env, exit: vi.fn() }) as unknown as CommandProcess
  return { process, printed, end: () => signals.emit('SIGTERM') }
}

describe('what a program adds to the command', () => {
  test('is given the chat server, and is closed when the command is told to end', async () => {
    const { process, end } = startProcess()
    const close = vi.fn(() => Promise.resolve())
    const exitCode = runCommand([], process, {
      onServer(chat) {
        expect(chat.backend.sessions()).toEqual([])
        setTimeout(end) // once it has started
        return { close }
      },
    })
    expect(await exitCode).toBe(0)
    expect(close).toHaveBeenCalledOnce()
  })

  test('keeps it from starting when an option is none of the server', async () => {
    const { process, printed } = startProcess()
    const options = { autenticate: () => true } as CommandAdditions['options'] & object
    expect(await runCommand([], process, { options })).toBe(1)
    expect(printed.stderr).toContain('autenticate')
  })

  test('gets no options past the settings', async () => {
    const { process, end } = startProcess()
    const options = { path: 'no path' } as CommandAdditions['options'] & object
    const onServer = () => void setTimeout(end)
    expect(await runCommand([], process, { options, onServer })).toBe(0)
  })
})
