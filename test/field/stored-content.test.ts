import { playSituations } from './play-situations.ts'

playSituations('stored-content')
