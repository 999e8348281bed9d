import type { Moment } from './matrix.ts'
import { momentsOfAnEnd } from './moments-of-an-end.ts'
import { momentsOfAStart } from './moments-of-a-start.ts'
import { momentsOnALine } from './moments-on-a-line.ts'
import type { Scenario } from './scenario.ts'

export const scenarios: Readonly<Record<Moment, Scenario>> = {
  ...momentsOfAStart,
  ...momentsOnALine,
  ...momentsOfAnEnd,
}
