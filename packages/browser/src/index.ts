export * from '@chat-transport/core'
export * from '@chat-transport/cometd'
