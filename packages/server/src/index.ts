export type { AllowedOrigins } from './origin-policy.ts'
