export { recordSession } from '@chat-transport/recorder'
