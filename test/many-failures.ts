import { newId } from '#domain/ids.ts'
import { type ApiServer, aProject } from './api-server.ts'

/** Tasks of one project, each a minute older than the one before. */
export async function manyFailures(api: ApiServer, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId('task'))
  const { projectId, agentId } = await aProject(api)
  await api.pool.query(
    `insert into task (id, project_id, agent_id, executor_id, title, status, since, created_at, ended_at, is_practice,
                       is_uncertain, error, state, stream_seq)
     select id, $2, $3, 'mac-mini', 'Write', 'failed', now() - nth * interval '1 minute', now(), now(), false, false,
            'no key', '{}', 1 from unnest($1::text[]) with ordinality as t (id, nth)`,
    [ids, projectId, agentId],
  )
  return ids
}
