import type { FindingState } from '#domain/drift/finding-state.ts'
import type { OwnDiffering } from '#domain/drift/own-differing.ts'
import { compareRecord } from '#domain/drift/record-diff-rules.ts'
import type { SecondLook } from '#domain/drift/repair.ts'
import { rowsApart, streamOfKey } from '#prisma/read/rebuild/rows-apart.ts'
import { differingOf, foundOf, type SightDeps } from './task-sights.ts'

/** What is at home in place of what a finding says, seen afresh. */
export async function secondLook(deps: SightDeps, state: FindingState, now: string): Promise<SecondLook> {
  const differing =
    state.kind === 'projection'
      ? await rowsNow(deps, state.subject.key, now)
      : await differingOf(deps, state.subject.key)
  const side = differing && foundOf(differing).theirs
  return {
    isRight: differing === null,
    seen: side ? { hash: side.hash, line: side.line } : { hash: '', line: 'as the record has it' },
  }
}

async function rowsNow({ pool }: SightDeps, key: string, now: string): Promise<OwnDiffering | null> {
  const apart = await rowsApart(pool, streamOfKey(key))
  const nothing = { undelivered: null, unplaced: null, takeovers: [], missingTexts: [] }
  return compareRecord({ now, ...nothing, apart: apart ? [apart] : [] })[0] ?? null
}
