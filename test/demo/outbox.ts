import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProduct } from '../product.ts'

/** The effects' own log, which Front Office doesn't write. */
export function outboxOf({ folder }: Pick<TestProduct, 'folder'>): string[] {
  const file = join(folder, 'practice', 'outbox.jsonl')
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
}
