import { Refused } from '#domain/errors.ts'
import type { BodyOf, Fact } from '#domain/ledger/entry.ts'
import type { ObjectiveEnd, Verdict } from '#domain/outcome/outcome-words.ts'
import type { Pool, Tx } from '../../client.ts'
import { operatorNameOf } from '../task-sources.ts'
import { type By, recordOfProject } from './project-record.ts'

const recorded = (fact: Fact) => ({ facts: [fact], answer: undefined })

export async function makeDecision(
  pool: Pool,
  projectId: string,
  body: BodyOf<'decision_made'>,
  by: By,
): Promise<void> {
  await recordOfProject(pool, projectId, async (tx) => {
    await tx.query(
      `insert into decision (id, project_id, title, context, choice, review_on, made_at, made_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [body.decisionId, projectId, body.title, body.context, body.choice, body.reviewOn, by.at, by.actor],
    )
    return recorded({ ...by, type: 'decision_made', body })
  })
}

interface Endable {
  title: string
  week: string
  endedBy: string | null
}

/** The row that is to be ended, once. Throws Refused not_found, already_ended with who was first. */
async function endable(tx: Tx, sql: string, values: string[], noun: string, ended: string): Promise<Endable> {
  const { rows } = await tx.query<Endable>(sql, values)
  if (!rows[0]) throw new Refused('not_found', `There is no such ${noun} in this project.`)
  const { endedBy } = rows[0]
  if (endedBy)
    throw new Refused('already_ended', `It was ${ended} already by ${await operatorNameOf(tx, endedBy)}.`)
  return rows[0]
}

export async function reviewDecision(
  pool: Pool,
  projectId: string,
  review: { decisionId: string; verdict: Verdict; note: string },
  by: By,
): Promise<void> {
  const { decisionId, verdict, note } = review
  await recordOfProject(pool, projectId, async (tx) => {
    const { title } = await endable(
      tx,
      `select title, '' as week, reviewed_by as "endedBy" from decision where id = $1 and project_id = $2`,
      [decisionId, projectId],
      'decision',
      'reviewed',
    )
    await tx.query(
      'update decision set verdict = $2, review_note = $3, reviewed_at = $4, reviewed_by = $5 where id = $1',
      [decisionId, verdict, note, by.at, by.actor],
    )
    return recorded({ ...by, type: 'decision_reviewed', body: { decisionId, title, verdict, note } })
  })
}

export async function setObjective(
  pool: Pool,
  projectId: string,
  body: BodyOf<'objective_set'>,
  by: By,
): Promise<void> {
  await recordOfProject(pool, projectId, async (tx) => {
    await tx.query(
      'insert into objective (id, project_id, week, title, target, set_at, set_by) values ($1, $2, $3, $4, $5, $6, $7)',
      [body.objectiveId, projectId, body.week, body.title, body.target, by.at, by.actor],
    )
    return recorded({ ...by, type: 'objective_set', body })
  })
}

export async function closeObjective(
  pool: Pool,
  projectId: string,
  close: { objectiveId: string; outcome: ObjectiveEnd; note: string },
  by: By,
): Promise<void> {
  const { objectiveId, outcome, note } = close
  await recordOfProject(pool, projectId, async (tx) => {
    const { title, week } = await endable(
      tx,
      'select title, week, closed_by as "endedBy" from objective where id = $1 and project_id = $2',
      [objectiveId, projectId],
      'objective',
      'closed',
    )
    await tx.query(
      'update objective set outcome = $2, close_note = $3, closed_at = $4, closed_by = $5 where id = $1',
      [objectiveId, outcome, note, by.at, by.actor],
    )
    return recorded({ ...by, type: 'objective_closed', body: { objectiveId, week, title, outcome, note } })
  })
}

export async function noteLearning(
  pool: Pool,
  projectId: string,
  body: BodyOf<'learning_noted'>,
  by: By,
): Promise<void> {
  await recordOfProject(pool, projectId, async (tx) => {
    await tx.query('insert into noted_learning (id, project_id, text, at, by) values ($1, $2, $3, $4, $5)', [
      body.learningId,
      projectId,
      body.text,
      by.at,
      by.actor,
    ])
    return recorded({ ...by, type: 'learning_noted', body })
  })
}
