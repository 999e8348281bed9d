export { createFaults, withFaults } from '@chat-transport/faults'
