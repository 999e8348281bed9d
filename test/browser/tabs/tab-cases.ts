import { endings } from './cases/endings.ts'
import { frozen } from './cases/frozen.ts'
import { history } from './cases/history.ts'
import { otherPages } from './cases/other-pages.ts'
import type { TabCase } from './tab-case.ts'

/** Each is tried in every engine, but for the limits that it names. */
export const tabCases: readonly TabCase[] = [...endings, ...frozen, ...history, ...otherPages]
