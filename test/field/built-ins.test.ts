import { playSituations } from './play-situations.ts'

playSituations('built-ins')
