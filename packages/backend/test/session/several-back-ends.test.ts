import { describeAgentsAtSeveralBackEnds } from '../support/agents-at-several-back-ends.ts'
import { describeSeveralBackEnds } from '../support/several-back-ends.ts'

describeSeveralBackEnds()
describeAgentsAtSeveralBackEnds()
