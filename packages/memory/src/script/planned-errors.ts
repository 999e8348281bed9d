import { ChatRefusal } from '@chat-transport/backend'
import type { Authenticate, ChatBackendOptions, CommandDecorator } from '@chat-transport/backend'
import { ErrorCode, type ErrorCode as KnownCode } from '@chat-transport/core'
import { malformedCommand } from './malformed-command.ts'

/** An error for the next attach or the next command. */
export interface PlannedError {
  readonly code: number
  /** With a description, the script refuses by itself. Without one, the code's real cause is staged, if it has one. */
  readonly description?: string
}

/** Errors for the next attaches and commands, one each, in the order planned. */
export interface PlannedErrors {
  /** The back end's options, with hooks that raise the errors before its own hooks run. */
  readonly options: ChatBackendOptions
  forAttach(error: PlannedError): void
  forCommand(error: PlannedError): void
  /** Returns what the back end gets in place of an attach that has arrived. */
  prepareAttach(command: unknown): unknown
  /** The same for a command. */
  prepareCommand(command: unknown): unknown
}

export function createPlannedErrors(options: ChatBackendOptions = {}): PlannedErrors {
  const attachErrors: PlannedError[] = []
  const commandErrors: PlannedError[] = []
  /** By the id of the attach or command that a hook must refuse. */
  const refusals = new Map<string, PlannedError>()

  const prepare = (errors: PlannedError[], command: unknown): unknown => {
    if (!isCommand(command)) return command
    const error = errors.shift()
    if (!error) return command
    const malformed = error.description === undefined && malformedCommand(command, error.code)
    if (malformed) return malformed
    refusals.set(command.id, error)
    return command
  }
  const refusalOf = ({ id }: { readonly id: string }) => {
    const error = refusals.get(id)
    refusals.delete(id)
    return error
  }
  const authenticate: Authenticate = (request, context) => {
    const error = refusalOf(request)
    if (!error) return options.authenticate?.(request, context)
    if (error.description !== undefined) throw refusal(error)
    if (error.code === ErrorCode.loginFailed) return false
    // Error 100 is the answer to a hook that throws.
    if (error.code === ErrorCode.serverNotAvailable) throw new Error('the script makes the login service fail')
    throw refusal(error)
  }
  const decorator: CommandDecorator = (command) => {
    const error = refusalOf(command)
    if (!error) return command
    // Error 52 is the answer to a decorator that throws.
    if (error.code === ErrorCode.executionFailed && error.description === undefined)
      throw new Error('the script makes the command fail')
    return refusal(error)
  }
  return {
    options: { ...options, authenticate, decorators: [decorator, ...(options.decorators ?? [])] },
    forAttach: (error) => void attachErrors.push(error),
    forCommand: (error) => void commandErrors.push(error),
    prepareAttach: (command) => prepare(attachErrors, command),
    prepareCommand: (command) => (isPassing(command) ? command : prepare(commandErrors, command)),
  }
}

/** The texts of the error reference. */
const descriptions: Readonly<Record<KnownCode, string>> = {
  [ErrorCode.unknownCommand]: 'unknown chat command',
  [ErrorCode.missingParameter]: 'one or more mandatory parameters of a chat command are missing',
  [ErrorCode.incorrectParameter]: 'the value of a chat command parameter is incorrect',
  [ErrorCode.unknownSession]: 'the chat session ID is unknown',
  [ErrorCode.stoppedByDecorator]: 'the chat command was stopped by a decorator',
  [ErrorCode.executionFailed]: 'an error occurred while the chat command was executed',
  [ErrorCode.serverNotAvailable]: 'Chat Server is not available',
  [ErrorCode.loginFailed]: 'login to Chat Server failed',
  [ErrorCode.connectionInterrupted]: 'network connection interrupted',
  [ErrorCode.invalidResponse]: 'invalid server response',
  [ErrorCode.restorationFailed]: 'session restoration failed',
}

/** The reference's text for `code`. */
export function describeCode(code: number): string {
  return (descriptions as Readonly<Record<number, string>>)[code] ?? `error ${code}`
}

const refusal = ({ code, description = describeCode(code) }: PlannedError) => new ChatRefusal(code, description)

const isCommand = (command: unknown): command is { readonly id: string } =>
  typeof (command as { id?: unknown } | null)?.id === 'string'

/** Typing and read marks have no answer, and reading has no effect: they take no planned error. */
const isPassing = (command: unknown) =>
  ['SendTyping', 'MarkRead', 'ReadTranscript'].includes(String((command as { type?: unknown } | null)?.type))
