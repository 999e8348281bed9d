import { judgeBrokenStores } from '../broken-stores/judge-broken-stores.ts'

judgeBrokenStores({ part: 1, of: 4 })
