import { judgeBrokenStores } from '../broken-stores/judge-broken-stores.ts'

judgeBrokenStores({ part: 2, of: 4 })
