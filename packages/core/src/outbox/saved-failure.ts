import { ChatError } from '../protocol/errors.ts'
import type { SavedFailure } from '../transcript/transcript.ts'

/** Why a command has failed, as it is saved. */
export const savedFailure = (error: unknown): SavedFailure =>
  ChatError.is(error)
    ? { code: error.code, description: error.description }
    : { description: error instanceof Error ? error.message : String(error) }

/** The error of a saved failure: the server's, or that the session had ended. */
export const errorOfFailure = ({ code, description }: SavedFailure): Error =>
  code === undefined ? new DOMException(description, 'InvalidStateError') : new ChatError(code, description)
