import type { RecordSight, RowsApart } from '#domain/drift/record-diff-rules.ts'
import { standingKeys } from '#prisma/read/findings.ts'
import {
  missingTexts,
  rowsApart,
  takeovers,
  tasksToFold,
  undelivered,
  unplaced,
} from '#prisma/read/record-sight.ts'
import { sightOfArtifacts } from './artifact-sights.ts'
import type { SightDeps } from './task-sights.ts'

/** Each is folded whole: so many cost about half a second. */
const mostFolded = 40
const mostShown = 100

/** What Front Office keeps, as it is now. Of open tasks it folds a few, others each time, and those that stand. */
export async function sightOfRecord(
  { pool, artifacts: store }: Pick<SightDeps, 'pool' | 'artifacts'>,
  now: string,
): Promise<RecordSight> {
  const [relay, sequencer, ran, texts, standing] = await Promise.all([
    undelivered(pool),
    unplaced(pool),
    takeovers(pool, mostShown),
    missingTexts(pool, mostShown),
    standingKeys(pool, ['projection']),
  ])
  const apart: RowsApart[] = []
  for (const task of await tasksToFold(pool, { atMost: mostFolded, also: standing })) {
    const differing = await rowsApart(pool, task)
    if (differing) apart.push(differing)
  }
  return {
    ...{ now, undelivered: relay, unplaced: sequencer, apart },
    ...{ takeovers: ran, missingTexts: texts },
    artifacts: store ? await sightOfArtifacts({ pool, store }, now) : [],
  }
}
