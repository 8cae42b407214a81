import { patternsOf, prefixQueryOf, wordsOfQuery } from '#domain/search/search-rules.ts'
import type { Pool } from '../client.ts'

export const foundKinds = ['project', 'task', 'document', 'runbook', 'agent'] as const

export interface Found {
  kind: (typeof foundKinds)[number]
  id: string
  title: string
  detail: string
  href: string
}

/** Of so many newest tasks with these words the best are chosen: a word that is in every task stays fast. */
const mostRanked = 400
const mostOfKind = 8

/**
 * One kind each: kind, id, title, detail, href, best first. $1: prefixes for full text, $2: patterns, $3: what was typed,
 * as the beginning of a title.
 */
const sources = [
  `select 'project' as kind, p.id, p.name as title, left(p.mission, 120) as detail, '/projects/' || p.id as href
     from project p where p.removed_at is null and lower(p.name || ' ' || p.mission) like all($2)
    order by starts_with(lower(p.name), $3) desc, lower(p.name) like all($2) desc, p.created_at desc`,
  `select 'task' as kind, t.id, t.title, p.name as detail, '/tasks/' || t.id as href
     from (select w.task_id, w.words, w.created_at from task_words w where w.words @@ $1::text::tsquery
            order by w.created_at desc limit ${mostRanked}) w
     join task t on t.id = w.task_id join project p on p.id = t.project_id
    where p.removed_at is null
    order by starts_with(lower(t.title), $3) desc, ts_rank(w.words, $1::text::tsquery) desc, w.created_at desc`,
  `select 'document' as kind, d.id, d.title, p.name as detail, '/documents/' || d.id as href
     from document d join project p on p.id = d.project_id
    where d.removed_at is null and p.removed_at is null and (lower(d.title) like all($2) or d.id in (
          select s.document_id from document_section s where s.search @@ to_tsquery('english', $1::text)))
    order by starts_with(lower(d.title), $3) desc, lower(d.title) like all($2) desc, d.changed_at desc`,
  // A runbook's key is its project's id and its name in an address; one that is removed has none.
  `select 'runbook' as kind, r.id, r.name as title, p.name as detail,
          '/projects/' || p.id || '/runbooks/' || split_part(r.name_key, '/', 2) as href
     from runbook r join project p on p.id = r.project_id
    where r.name_key is not null and p.removed_at is null and lower(r.name) like all($2)
    order by starts_with(lower(r.name), $3) desc, r.changed_at desc`,
  `select 'agent' as kind, a.id, a.name as title, concat_ws(', ', nullif(a.role, ''), p.name) as detail,
          '/agents/' || a.id as href
     from agent a join project p on p.id = a.project_id
    where p.removed_at is null and lower(a.name || ' ' || a.role) like all($2)
    order by starts_with(lower(a.name), $3) desc, a.created_at desc`,
]
const query = sources.map((source) => `(${source} limit ${mostOfKind})`).join(' union all ')

/** Everything with all of the words in it, kind by kind; nothing where no word was typed. */
export async function search(pool: Pool, text: string): Promise<Found[]> {
  const words = wordsOfQuery(text)
  if (words.length === 0) return []
  const { rows } = await pool.query<Found>({
    name: 'search',
    text: query,
    values: [prefixQueryOf(words), patternsOf(words), text.trim().toLowerCase()],
  })
  return rows
}
