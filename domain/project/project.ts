import { z } from 'zod'
import { stages } from './stages.ts'

export const Stage = z.enum(stages)
