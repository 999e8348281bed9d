import { playSituations } from './play-situations.ts'

playSituations('reloads')
