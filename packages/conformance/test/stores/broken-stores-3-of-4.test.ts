import { judgeBrokenStores } from '../broken-stores/judge-broken-stores.ts'

judgeBrokenStores({ part: 3, of: 4 })
