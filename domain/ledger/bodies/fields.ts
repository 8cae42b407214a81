import { z } from 'zod'

export const text = z.string()
export const at = z.iso.datetime({ precision: 3 })
export const step = { stepId: text }
