import type { FoundSection, PackSources } from '#domain/context-pack/context-pack-rules.ts'
import type { Pool, Tx } from '../client.ts'

/** Sections that a run may be given beside the documents it always gets; the budget has room for fewer. */
const mostFound = 40

export interface DocumentHit {
  documentId: string
  title: string
  version: number
  heading: string
  ordinal: number
  /** Words of the section around what was found, in pieces and without tags. */
  excerpt: { text: string; isHit: boolean }[]
}

// Not in what people write; as marks they only ever cut a text into pieces.
const [opened, closed] = ['\ue000', '\ue001']
const looks = `StartSel=${opened}, StopSel=${closed}, MaxFragments=2, MinWords=8, MaxWords=24, FragmentDelimiter=" … "`

/** Best first. What was typed is read as a web search is: words, "phrases", or, -not. */
export async function searchDocuments(
  pool: Pool,
  projectId: string,
  typed: string,
  limit: number,
): Promise<DocumentHit[]> {
  const { rows } = await pool.query(
    `select d.id as "documentId", d.title, d.version, s.heading, s.ordinal,
            ts_headline('english', s.text, q.query, $3) as excerpt
       from websearch_to_tsquery('english', $2) as q (query),
            document_section s join document d on d.id = s.document_id
      where d.project_id = $1 and s.search @@ q.query
      order by ts_rank(s.search, q.query) desc, d.title_key, s.ordinal limit $4`,
    [projectId, typed, looks, limit],
  )
  return rows.map(({ excerpt, ...row }) => ({ ...row, excerpt: piecesOf(excerpt) }))
}

function piecesOf(excerpt: string): DocumentHit['excerpt'] {
  return excerpt
    .split(opened)
    .flatMap((part, at) => {
      const [hit = '', ...rest] = part.split(closed)
      if (at === 0) return [{ text: part.replaceAll(closed, ''), isHit: false }]
      return [
        { text: hit, isHit: true },
        { text: rest.join(''), isHit: false },
      ]
    })
    .filter(({ text }) => text !== '')
}

/** What a project's documents give to a run: those that are always included, and what `query` finds in the others. */
export async function knowledgeFor(
  db: Pool | Tx,
  projectId: string,
  query: string,
): Promise<Pick<PackSources, 'always' | 'found'>> {
  const always = await db.query(
    `select d.id as "documentId", d.title, d.version,
            json_agg(json_build_object('ordinal', s.ordinal, 'heading', s.heading, 'text', s.text) order by s.ordinal)
              as sections
       from document d join document_section s on s.document_id = d.id
      where d.project_id = $1 and d.is_always group by d.id order by d.title_key`,
    [projectId],
  )
  const found = await db.query<FoundSection>(
    `select d.id as "documentId", d.title, d.version, s.ordinal, s.heading, s.text
       from websearch_to_tsquery('english', $2) as q (query),
            document_section s join document d on d.id = s.document_id
      where d.project_id = $1 and not d.is_always and s.search @@ q.query
      order by ts_rank(s.search, q.query) desc, d.title_key, s.ordinal limit $3`,
    [projectId, query, mostFound],
  )
  return { always: always.rows, found: found.rows }
}
