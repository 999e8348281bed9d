import { ChatRefusal } from '@chat-transport/backend'
import type { AttachRequest, Authenticate, ChatBackendOptions, CommandDecorator } from '@chat-transport/backend'
import { ErrorCode, type ErrorCode as KnownCode } from '@chat-transport/core'
import { spoiltCommand } from './spoilt-command.ts'

/** An error that waits for what it is to befall. */
export interface PlannedError {
  readonly code: number
  /** With a description the refusal is made to measure; without one it comes from the code's real cause, where it has one. */
  readonly description?: string
}

/** Errors for the attaches and commands to come, one each, in the order planned. */
export interface PlannedErrors {
  /** The back end's options, with the hooks in which errors come about in front of its own. */
  readonly options: ChatBackendOptions
  forAttach(error: PlannedError): void
  forCommand(error: PlannedError): void
  /** What the back end is to be given in place of an attach or a command that has arrived. */
  befallAttach(command: unknown): unknown
  befallCommand(command: unknown): unknown
}

export function createPlannedErrors(options: ChatBackendOptions = {}): PlannedErrors {
  const attachErrors: PlannedError[] = []
  const commandErrors: PlannedError[] = []
  /** By the id of the attach or command that a hook is to refuse. */
  const refusals = new Map<string, PlannedError>()

  const befall = (errors: PlannedError[], command: unknown): unknown => {
    if (!isCommand(command)) return command
    const error = errors.shift()
    if (!error) return command
    const spoilt = error.description === undefined && spoiltCommand(command, error.code)
    if (spoilt) return spoilt
    refusals.set(command.id, error)
    return command
  }
  const refusalOf = ({ id }: { readonly id: string }) => {
    const error = refusals.get(id)
    refusals.delete(id)
    return error
  }
  const authenticate: Authenticate = (request: AttachRequest, context) => {
    const error = refusalOf(request)
    if (!error) return options.authenticate?.(request, context)
    if (error.description !== undefined) throw refusal(error)
    if (error.code === ErrorCode.loginFailed) return false
    // A hook that fails says nothing about the visitor: that is error 100.
    if (error.code === ErrorCode.serverNotAvailable) throw new Error('the script makes the login service fail')
    throw refusal(error)
  }
  const decorator: CommandDecorator = (command) => {
    const error = refusalOf(command)
    if (!error) return command
    // A decorator that fails in another way than by refusing is error 52.
    if (error.code === ErrorCode.executionFailed && error.description === undefined)
      throw new Error('the script makes the command fail')
    return refusal(error)
  }
  return {
    options: { ...options, authenticate, decorators: [decorator, ...(options.decorators ?? [])] },
    forAttach: (error) => void attachErrors.push(error),
    forCommand: (error) => void commandErrors.push(error),
    befallAttach: (command) => befall(attachErrors, command),
    befallCommand: (command) => (isPassing(command) ? command : befall(commandErrors, command)),
  }
}

/** In the words of the error reference. */
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

/** The reference's words for `code`. */
export function describeCode(code: number): string {
  return (descriptions as Readonly<Record<number, string>>)[code] ?? `error ${code}`
}

const refusal = ({ code, description = describeCode(code) }: PlannedError) => new ChatRefusal(code, description)

const isCommand = (command: unknown): command is { readonly id: string } =>
  typeof (command as { id?: unknown } | null)?.id === 'string'

/** Typing and read marks: nobody waits for their answer, so no error is wasted on them. */
const isPassing = (command: unknown) =>
  ['SendTyping', 'MarkRead'].includes(String((command as { type?: unknown } | null)?.type))
