import { join } from 'node:path'
import { z } from 'zod'
import type { EffectJournal } from '#activities/openclaw/executor-desk.ts'
import { type EffectResult, EffectResult as EffectResultShape } from '#domain/run/run.ts'
import { appendLine, privateFolder, readLines } from './durable-file.ts'

const Line = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('started'), effectKey: z.string(), at: z.string() }),
  z.object({
    phase: z.literal('returned'),
    effectKey: z.string(),
    at: z.string(),
    result: EffectResultShape,
  }),
])

/** What this Mac began and finished outside, by effect key. Written before it is done, and again after. */
export function openJournal(dataFolder: string): EffectJournal {
  const file = join(privateFolder(dataFolder, 'journal'), 'effects.jsonl')
  const known = new Map<string, EffectResult | 'started'>()
  for (const line of readLines(file, Line)) {
    known.set(line.effectKey, line.phase === 'started' ? 'started' : line.result)
  }
  return {
    find: (effectKey) => known.get(effectKey) ?? null,
    start(effectKey) {
      if (known.has(effectKey)) return false
      appendLine(file, { phase: 'started', effectKey, at: new Date().toISOString() })
      known.set(effectKey, 'started')
      return true
    },
    finish(effectKey, result) {
      const before = known.get(effectKey)
      const isOpen = before === 'started' || (typeof before === 'object' && before.outcome === 'uncertain')
      if (!isOpen || (before !== 'started' && result.outcome === 'uncertain')) return false
      appendLine(file, { phase: 'returned', effectKey, at: new Date().toISOString(), result })
      known.set(effectKey, result)
      return true
    },
  }
}
