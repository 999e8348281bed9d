import { judgeBrokenStores } from '../broken-stores/judge-broken-stores.ts'

judgeBrokenStores({ part: 4, of: 4 })
