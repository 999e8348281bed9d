import type { AttachCommand, ChatCommand, LinkLine, OpenLink } from '@chat-transport/core'

/** A link whose far end the test is. */
export interface HandLink {
  readonly open: OpenLink
  readonly attaches: AttachCommand[]
  readonly commands: ChatCommand[]
  /** Why each line was closed, as the link sees it. */
  readonly closed: unknown[]
  /** The far end says something on the newest line. */
  says(...events: unknown[]): void
  showsLife(): void
  hangsUp(cause: Error): void
}

export interface HandLinkOptions {
  /** In place of opening. */
  readonly opening?: () => Promise<void>
  /** What sending gives back. */
  readonly sending?: () => Promise<void>
}

export function handLink({ opening, sending }: HandLinkOptions = {}): HandLink {
  const [attaches, commands, closed]: [AttachCommand[], ChatCommand[], unknown[]] = [[], [], []]
  let line: LinkLine | undefined
  return {
    attaches,
    commands,
    closed,
    async open(attach, opened) {
      attaches.push(attach)
      line = opened
      opened.signal.addEventListener('abort', () => closed.push(opened.signal.reason))
      await opening?.()
      return (command) => {
        commands.push(command)
        return sending?.()
      }
    },
    says: (...events) => events.forEach((event) => line?.received(event)),
    showsLife: () => line?.alive(),
    hangsUp: (cause) => line?.lost(cause),
  }
}
