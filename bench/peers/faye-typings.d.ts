/** The part of `faye` that is measured. */
declare module 'faye' {
  import type { Server } from 'node:http'

  interface NodeAdapter {
    attach(server: Server): void
  }
  interface Client {
    disable(transport: string): void
    subscribe(channel: string, told: (message: { readonly text: string }) => void): PromiseLike<void>
    publish(channel: string, message: { readonly text: string }): PromiseLike<void>
    on(event: 'transport:down', handler: () => void): void
    disconnect(): void
  }
  const library: {
    readonly NodeAdapter: new (options: { readonly mount: string }) => NodeAdapter
    readonly Client: new (url: string) => Client
  }
  export default library
}
