export { createFaults, withFaults } from '@chat-transport/memory'
