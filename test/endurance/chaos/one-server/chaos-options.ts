import { wholeNumber } from '../../support/whole-number.ts'

export interface ChaosOptions {
  /** How often the server is killed. */
  readonly kills: number
  /** Chats that are under way. */
  readonly chats: number
  readonly seed: number
}

/** The short run, which is part of every test run. */
const short = { kills: 4, chats: 10, seed: 1 }

/** What `npm run chaos` was told (it sets the environment), or the short run. Throws where it makes no sense. */
export function chaosOptions(environment: NodeJS.ProcessEnv): ChaosOptions & { readonly timeoutMs: number } {
  const { CHAOS_KILLS, CHAOS_CHATS, CHAOS_SEED } = environment
  const number = (option: string, given: string | undefined, usual: number) =>
    given === undefined ? usual : wholeNumber(option, given)
  const kills = number('--kills', CHAOS_KILLS, short.kills)
  const chats = number('--chats', CHAOS_CHATS, short.chats)
  return { kills, chats, seed: number('--seed', CHAOS_SEED, short.seed), timeoutMs: 120_000 + kills * 10_000 }
}
