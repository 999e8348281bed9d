import { playSituations } from './play-situations.ts'

playSituations('host-scripts')
