import { describe, it } from 'node:test'
import { defineConformanceTests } from '@chat-transport/conformance'
import { memoryHarness } from '../support/memory-harness.ts'

defineConformanceTests(memoryHarness(), { describe, it })
