import { playSituations } from './play-situations.ts'

playSituations('unseen-pages')
