import type { ExportedEntry } from '#domain/ledger/verify.ts'
import type { Pool } from '../client.ts'

/** Placed entries in the one order, from after a position: all that the digests and the chain are made of. */
export async function exportEntries(
  pool: Pool,
  { after, limit }: { after: number; limit: number },
): Promise<ExportedEntry[]> {
  const { rows } = await pool.query<ExportedEntry>({
    name: 'export-entries',
    text: `select p.position::float8 as position, encode(p.hash, 'hex') as hash,
                  json_build_object(
                    'streamId', e.stream_id, 'streamSeq', e.stream_seq, 'projectId', e.project_id,
                    'runId', e.run_id, 'runSeq', e.run_seq, 'batch', e.batch, 'type', e.type, 'version', e.version,
                    'at', to_char(e.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                    'actor', e.actor, 'body', e.body) as entry
             from position p join entry e on e.id = p.entry_id
            where p.position > $1 order by p.position limit $2`,
    values: [after, limit],
  })
  return rows
}
