/** A client that is weighed, and what a page has of it. */
export type Client = About & (Bundled | LoadedAsItIs)

interface About {
  readonly name: string
  /** The folder of its package. */
  readonly installed: string
  readonly documentation: string
  /** As the documentation has it. */
  readonly does: string
  readonly leaves: string
}

interface Bundled {
  /** In `programs`: the smallest page that connects, says something and shows what comes. */
  readonly program: string
  readonly script?: never
}

interface LoadedAsItIs {
  readonly program?: never
  readonly script: string
}

const ofOthers = (name: string, about: Bundled & Omit<About, 'name' | 'installed'>): Client => ({
  name,
  installed: `bench/bundles/node_modules/${name}`,
  ...about,
})

export const clients: readonly Client[] = [
  {
    name: '@chat-transport/core + cometd',
    installed: 'packages/core',
    program: 'chat-transport',
    documentation: '../packages/core/README.md',
    does: 'WebSocket, long-polling; reconnects; what is said is saved, sent again and stored once; what was missed comes, in order; after a reload, too',
    leaves: 'rooms, many to many',
  },
  {
    name: '@chat-transport/browser, by script tag',
    installed: 'packages/browser',
    script: 'packages/browser/dist/chat-transport.js',
    documentation: '../packages/browser/README.md',
    does: 'the same, with all that core exports, and of CometD only what that needs',
    leaves: 'the same',
  },
  ofOthers('cometd', {
    program: 'cometd',
    documentation: 'https://docs.cometd.org/current/reference/#_javascript',
    does: 'WebSocket, long-polling, JSONP; reconnects; publish and subscribe, remote calls',
    leaves: 'what is said offline fails; what was missed: an extension on top; a reload: another',
  }),
  ofOthers('socket.io-client', {
    program: 'socket-io-client',
    documentation: 'https://socket.io/docs/v4/client-api/',
    does: 'WebSocket, long-polling; reconnects; keeps in memory what is said offline; acknowledgements',
    leaves: 'what was missed, unless the server recovers its state; repeats; a reload',
  }),
  ofOthers('faye', {
    program: 'faye',
    documentation: 'https://faye.jcoglan.com/browser.html',
    does: 'WebSocket, EventSource, long-polling, JSONP; reconnects; tries again what is said offline',
    leaves: 'repeats; what was missed after its server has dropped the client; a reload',
  }),
  ofOthers('centrifuge', {
    program: 'centrifuge',
    documentation: 'https://centrifugal.dev/docs/transports/client_sdk',
    does: 'WebSocket, HTTP streaming, SSE; reconnects; what was missed comes, where the server keeps a history',
    leaves: 'what is said offline fails after 5 s; repeats; a reload',
  }),
  ofOthers('@microsoft/signalr', {
    program: 'signalr',
    documentation: 'https://learn.microsoft.com/aspnet/core/signalr/javascript-client',
    does: 'WebSocket, SSE, long-polling; reconnects, four times by default; calls of both ends',
    leaves: 'what is said offline fails; what was missed, unless “stateful reconnect” holds it; a reload',
  }),
  ofOthers('pusher-js', {
    program: 'pusher-js',
    documentation: 'https://pusher.com/docs/channels/using_channels/connection/',
    does: 'WebSocket, HTTP streaming and polling, to Pusher’s service; reconnects, and subscribes again',
    leaves: 'what is said offline is not sent; what was missed is not kept; a reload',
  }),
  ofOthers('ably', {
    program: 'ably',
    documentation: 'https://ably.com/docs/connect/states',
    does: 'WebSocket, to Ably’s service (`ably/modular`; long-polling is a plugin); reconnects; keeps in memory what is said offline; what was missed within 2 min comes',
    leaves: 'what was missed longer ago: its history; a reload: `recover`',
  }),
  ofOthers('phoenix', {
    program: 'phoenix',
    documentation: 'https://hexdocs.pm/phoenix/js/',
    does: 'WebSocket, long-polling; reconnects, and joins again; keeps in memory what is said offline',
    leaves: 'what was missed; repeats; a reload',
  }),
  ofOthers('@stomp/stompjs', {
    program: 'stompjs',
    documentation: 'https://stomp-js.github.io/guide/stompjs/using-stompjs-v5.html',
    does: 'WebSocket; reconnects; receipts, transactions',
    leaves: 'subscribing again, in `onConnect`; what is said offline throws; what was missed: the broker; a reload',
  }),
  ofOthers('mqtt', {
    program: 'mqtt',
    documentation: 'https://github.com/mqttjs/MQTT.js#readme',
    does: 'WebSocket; reconnects, and subscribes again; keeps in memory what is said offline; at least once, or exactly once, within a session of the broker',
    leaves: 'a fallback; a reload, without a store of your own',
  }),
  ofOthers('sockjs-client', {
    program: 'sockjs-client',
    documentation: 'https://github.com/sockjs/sockjs-client#readme',
    does: 'a WebSocket, by streaming or polling where there is none',
    leaves: 'reconnecting; acknowledgements; all else',
  }),
  ofOthers('amazon-connect-chatjs', {
    program: 'amazon-connect-chatjs',
    documentation: 'https://github.com/amazon-connect/amazon-connect-chatjs#readme',
    does: 'chats of Amazon Connect: WebSocket for what comes, HTTPS for what is said; reconnects; receipts, attachments',
    leaves: 'a fallback; what is said offline fails; what was missed: `getTranscript`; a reload: keep `chatDetails`',
  }),
  ofOthers('reconnecting-websocket', {
    program: 'reconnecting-websocket',
    documentation: 'https://github.com/pladaria/reconnecting-websocket#readme',
    does: 'a WebSocket that reconnects, and keeps in memory what is said offline',
    leaves: 'a fallback; a dead line; acknowledgements; all else',
  }),
]
