import { canonicalOf, sha256Hex } from '#domain/ledger/digest.ts'
import { wantedLines } from '#domain/quality/wanted-rules.ts'
import type { TaskState } from '#domain/task/task.ts'
import type { KeptPack } from '#prisma/read/context-packs.ts'

/** What each run of a story is given: its task, and no document. */
export function storyPack({
  title,
  intent,
  deliverables,
}: Pick<TaskState, 'title' | 'intent' | 'deliverables'>): KeptPack {
  const message = [`Task: ${title}`, intent, ...wantedLines(deliverables)].join('\n\n')
  const pack = { system: '', task: `# ${title}\n\n${intent}`, message, manifest: null }
  return { hash: sha256Hex(canonicalOf(pack)), ...pack }
}
