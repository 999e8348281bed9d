export * from './visitor-line.ts'
