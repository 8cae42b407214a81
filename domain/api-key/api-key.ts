import { z } from 'zod'
import { keyActions } from './api-key-rules.ts'

export const KeyAction = z.enum(keyActions)
