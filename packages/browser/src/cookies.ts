export { cookieStorage } from '@chat-transport/core'
