import type { Database } from '#prisma/client.ts'
import { freeze } from '#prisma/write/freeze.ts'
import type { aFact } from './stories.ts'

/** As if the stream's workflow had wanted to write this fact in place of its last one of the type: the stream is frozen. */
export async function fork(
  { pool }: Database,
  streamId: string,
  type: string,
  fact: ReturnType<typeof aFact>,
): Promise<void> {
  const { rows } = await pool.query(
    `select run_id as "runId", batch, stream_seq as after from entry
      where stream_id = $1 and type = $2 order by stream_seq desc limit 1`,
    [streamId, type],
  )
  const { runId, batch: firstSeq, after } = rows[0]
  const batch = { streamId, after, firstSeq, facts: [fact] }
  await freeze(pool, { runId, batch }, `${streamId} ${runId}/${firstSeq}: other content`)
}
