import type { Pool } from '../client.ts'

interface Told {
  streamId: string
  body: unknown
}

/** Fields of bodies that name something else by its id. */
interface Mentions {
  taskId?: unknown
  proposalId?: unknown
  questionId?: unknown
}

const idOf = (streamId: string) => streamId.slice(streamId.indexOf('/') + 1)
const isText = (value: unknown): value is string => typeof value === 'string'

/**
 * What entries are about and what they mention, in words: by stream id, and by `proposal/<id>` and `question/<id>`.
 * What has no name is not in it.
 */
export async function entryNames(pool: Pool, entries: readonly Told[]): Promise<Record<string, string>> {
  const mentions = entries.map(({ body }) => (body ?? {}) as Mentions)
  const tasks = mentions.map(({ taskId }) => taskId).filter(isText)
  const proposals = mentions.map(({ proposalId }) => proposalId).filter(isText)
  const asked = entries
    .filter((_, i) => isText(mentions[i]?.questionId))
    .map(({ streamId }) => idOf(streamId))
  const ids = [...new Set([...entries.map(({ streamId }) => idOf(streamId)), ...tasks])]
  if (ids.length === 0) return {}
  const { rows } = await pool.query<{ key: string; name: string }>(
    `select 'task/' || id as key, title as name from task where id = any($1)
     union all select 'project/' || id, name from project where id = any($1)
     union all select 'agent/' || id, name from agent where id = any($1)
     union all select 'executor/' || id, name from executor where id = any($1)
     union all select 'operator/' || id, name from "user" where id = any($1)
     union all select 'api-key/' || id, name from api_key where id = any($1)
     union all select 'document/' || id, title from document where id = any($1)
     union all select 'runbook-definition/' || id, name from runbook where id = any($1)
     union all select 'runbook/' || id, name from runbook_run where id = any($1)
     union all select 'proposal/' || id, state->>'tool' from proposal where id = any($2)
     union all select 'question/' || (question->>'questionId'), question->>'text'
       from task, jsonb_array_elements(state->'questions') question where id = any($3)`,
    [ids, [...new Set(proposals)], [...new Set(asked)]],
  )
  return Object.fromEntries(rows.filter(({ name }) => name).map(({ key, name }) => [key, name]))
}
