export { createFileSender, forgetFiles } from './file-sender.ts'
export { uploadFile } from './upload-file.ts'
export type {
  PlannedUploadRetry,
  TokenSource,
  UploadEnvironment,
  UploadOptions,
  UploadProgress,
} from './upload-options.ts'
export { UploadFailure } from './upload-failure.ts'
export { sessionUploads } from './session-uploads.ts'
export type {
  SessionUploadOptions,
  SessionUploads,
  SessionUploadsOptions,
  UnfinishedUpload,
  UploadControls,
} from './session-uploads.ts'
export { keptUploads } from './kept-uploads.ts'
export type { KeptUpload, KeptUploads, KeptUploadsOptions } from './kept-uploads.ts'
