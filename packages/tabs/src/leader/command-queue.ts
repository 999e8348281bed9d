import { createTokenBucket, type ChatCommand, type Clock, type TokenBucket } from '@chat-transport/core'

export interface CommandQueueOptions {
  readonly clock: Clock
  send(command: ChatCommand): void | Promise<void>
  /** Whether several tabs speak. A single one keeps to the pace by itself. */
  isShared(): boolean
}

interface Waiting {
  readonly command: ChatCommand
  written(): void
}

/** Writes commands in the order in which they came, at the pace that the server allows. */
export function createCommandQueue({ clock, send, isShared }: CommandQueueOptions) {
  let queue: Waiting[] = []
  let rate: TokenBucket | undefined
  let perSecond = 0
  let isOpen = false
  let cancelWait: () => void = () => undefined

  const pump = () => {
    cancelWait()
    while (queue.length > 0 && isOpen) {
      if (isShared() && rate && !rate.tryAcquire()) {
        cancelWait = clock.after(rate.waitMs(), pump)
        return
      }
      const { command, written } = queue.shift() as Waiting
      const sent = async () => send(command)
      sent().then(written, () => undefined) // The line is lost, and each tab says it again on its next.
    }
  }
  return {
    add(command: ChatCommand, written: () => void = () => undefined) {
      queue.push({ command, written })
      pump()
    },
    connected(commandsPerSecond: number) {
      if (perSecond !== commandsPerSecond) rate = createTokenBucket({ clock, perSecond: commandsPerSecond })
      perSecond = commandsPerSecond
      isOpen = true
      pump()
    },
    lost() {
      cancelWait()
      queue = []
      isOpen = false
    },
  }
}
