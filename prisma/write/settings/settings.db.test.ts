import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { applyAgentEntry } from '#domain/agent/agent-state.ts'
import { applyExecutorEntry, type ExecutorState } from '#domain/executor/executor-state.ts'
import { newId } from '#domain/ids.ts'
import { defaultPolicy } from '#domain/policy/policy.ts'
import { applyProjectEntry, type ProjectState } from '#domain/project/project-state.ts'
import { aTime } from '#test/builders.ts'
import { freshDatabase, type ScratchDatabase } from '#test/servers.ts'
import { openSetting, type Setting, storedFacts } from '#test/setting.ts'
import { aFact, minutesOn } from '#test/stories.ts'
import { type Database, openDatabase } from '../../client.ts'
import { executorLinks } from '../executor-links.ts'
import * as accounts from './accounts.ts'
import * as executors from './executors.ts'
import * as projects from './projects.ts'
import { saveReport } from './stop-file-changes.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())

const anOperator = (email: string): accounts.NewOperator => ({
  operatorId: newId('operator'),
  name: 'Ada',
  email,
  role: 'operator',
  passwordHash: 'x',
})

const aProjectFact = () =>
  aFact('project_created', { name: 'Book', mission: 'Write.', isSample: true, policy: defaultPolicy })
const removed = (minute: number) => aFact('project_removed', { reason: '' }, minute)
const rowOf = async (id: string) => {
  const { rows } = await setting.pool.query(
    `select name, mission, is_sample as "isSample", policy, stage, stage_reason as "stageReason",
            coalesce(stage_since, created_at) as "stageSince", created_at as "createdAt",
            removed_at as "removedAt" from project where id = $1`,
    [id],
  )
  return {
    ...rows[0],
    stageSince: rows[0].stageSince.toISOString(),
    createdAt: rows[0].createdAt.toISOString(),
    removedAt: rows[0].removedAt?.toISOString() ?? null,
  }
}

describe('a project', () => {
  test('has the row that its stream folds to, before and after it is removed', async () => {
    const id = newId('project')
    await projects.createProject(setting.pool, id, aProjectFact())
    await projects.removeProject(setting.pool, id, removed(2))
    const facts = await storedFacts(setting.pool, `project/${id}`)
    const folded = facts.reduce<ProjectState | null>(applyProjectEntry, null)
    expect(folded).toMatchObject({ removedAt: minutesOn(2) })
    expect(await rowOf(id)).toEqual(folded)
  })

  test('is changed and paused where that changes something, and not once it is removed', async () => {
    const id = newId('project')
    await projects.createProject(setting.pool, id, aProjectFact())
    const by = { operatorId: setting.operators.owner, at: minutesOn(3) }
    const details = { name: 'The Book', mission: 'Read.' }
    for (let times = 0; times < 2; times++) {
      await projects.editProject(setting.pool, id, details, by)
      await projects.changeStage(setting.pool, id, { stage: 'paused', reason: 'rest' }, by)
    }
    const facts = await storedFacts(setting.pool, `project/${id}`)
    expect(facts.map(({ type }) => type)).toEqual([
      'project_created',
      'project_changed',
      'project_stage_changed',
    ])
    const folded = facts.reduce<ProjectState | null>(applyProjectEntry, null)
    expect(folded).toMatchObject({ ...details, stage: 'paused', stageReason: 'rest', stageSince: by.at })
    expect(await rowOf(id)).toEqual(folded)
    await projects.removeProject(setting.pool, id, removed(4))
    const late = projects.changeStage(setting.pool, id, { stage: 'active', reason: '' }, by)
    await expect(late).rejects.toMatchObject({ code: 'project_removed' })
    await expect(projects.editProject(setting.pool, 'pr_none', details, by)).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('is removed once, though two do it at once', async () => {
    const id = newId('project')
    await projects.createProject(setting.pool, id, aProjectFact())
    const results = await Promise.allSettled(
      [2, 3, 4].map((m) => projects.removeProject(setting.pool, id, removed(m))),
    )
    const refused = results.filter((result) => result.status === 'rejected')
    expect(refused.map((result) => result.reason.code)).toEqual(['project_removed', 'project_removed'])
    expect(await storedFacts(setting.pool, `project/${id}`)).toHaveLength(2)
  })

  test('is created whole or not at all', async () => {
    const id = newId('project')
    await projects.createProject(setting.pool, id, aProjectFact())
    await expect(projects.createProject(setting.pool, id, aProjectFact())).rejects.toThrow('duplicate key')
    const malformed = { ...aProjectFact(), body: { name: 'x' } } as never
    const other = newId('project')
    await expect(projects.createProject(setting.pool, other, malformed)).rejects.toThrow()
    expect(await storedFacts(setting.pool, `project/${id}`)).toHaveLength(1)
    const { rows } = await setting.pool.query('select from stream where id = $1', [`project/${other}`])
    expect(rows).toHaveLength(0)
  })
})

test('an agent has the row that its stream folds to', async () => {
  const [fact] = await storedFacts(setting.pool, `agent/${setting.agentId}`)
  const { rows } = await setting.pool.query('select * from agent where id = $1', [setting.agentId])
  const row = rows[0]
  expect(fact && applyAgentEntry(null, fact)).toEqual({
    projectId: row.project_id,
    name: row.name,
    role: row.role,
    charter: row.charter,
    executorId: row.executor_id,
    openclawAgentId: row.openclaw_agent_id,
    createdAt: row.created_at.toISOString(),
    version: row.version,
    // Null in the row: nobody has changed it since.
    changedAt: (row.changed_at ?? row.created_at).toISOString(),
    changedBy: row.changed_by ?? fact?.actor,
    retiredAt: row.retired_at,
    pause: row.pause,
    resumedAt: row.resumed_at,
    heartbeat: null,
  })
})

describe('an executor', () => {
  const id = 'mac-mini'
  test('is registered once; its token can be renewed', async () => {
    await executors.registerExecutor(setting.pool, { executorId: id, name: 'Other', tokenHash: 'new' })
    expect(await storedFacts(setting.pool, `executor/${id}`)).toHaveLength(1)
    const { rows } = await setting.pool.query('select token_hash from executor_link')
    expect(rows).toEqual([{ token_hash: 'new' }])
  })

  test('registered by two at once is registered once', async () => {
    const executor = { executorId: 'mac-studio', name: 'Mac Studio', tokenHash: 'x' }
    await Promise.allSettled(
      Array.from({ length: 4 }, () => executors.registerExecutor(setting.pool, executor)),
    )
    expect(await storedFacts(setting.pool, 'executor/mac-studio')).toHaveLength(1)
  })

  test('has the row that its stream folds to, and its worker’s last word beside it', async () => {
    const report = {
      link: 'connected',
      detail: '',
      gateway: { version: '1', isPractice: true },
      workerVersion: '1',
    } as const
    await saveReport(setting.pool, id, report)
    const body = { state: 'ready', detail: 'fine', gateway: report.gateway } as const
    await executors.changePresence(setting.pool, id, aFact('executor_presence_changed', body, 3))
    const at = aFact('look_requested', { intentId: 'in_1' }, 4).at
    for (const reason of ['Mended', null, 'Out of hand'])
      await executors.changeStopFile(setting.pool, id, { reason, at })
    const facts = await storedFacts(setting.pool, `executor/${id}`)
    const { rows } = await setting.pool.query(
      `select name, state, detail, since, stop_file as "stopFile", run_limit as "runLimit",
              token_at as "tokenAt", retired_at as "retiredAt", drain
         from executor where id = $1`,
      [id],
    )
    const { since, tokenAt } = rows[0]
    const folded = facts.reduce<ExecutorState | null>(applyExecutorEntry, null)
    expect({ ...rows[0], since: since.toISOString(), tokenAt: tokenAt.toISOString() }).toEqual(folded)
    expect(await executorLinks(setting.pool)).toContainEqual({
      executorId: id,
      state: 'ready',
      detail: 'fine',
      stopFile: 'Out of hand',
      report,
      reportAgeMs: expect.any(Number),
    })
  })
})

describe('a further operator', () => {
  test('can sign in, and the record knows the name and role but no password', async () => {
    const operator = anOperator('Grace@Example.com')
    await accounts.createOperator(setting.pool, operator, 'operator:op_1')
    const { rows } = await setting.pool.query('select email, role from "user" where id = $1', [
      operator.operatorId,
    ])
    expect(rows).toEqual([{ email: 'grace@example.com', role: 'operator' }])
    expect(await storedFacts(setting.pool, `operator/${operator.operatorId}`)).toMatchObject([
      { type: 'operator_created', actor: 'operator:op_1', body: { name: 'Ada', role: 'operator' } },
    ])
  })

  test('has an e-mail address that nobody else has, in whatever letters, though two come at once', async () => {
    const make = (email: string) => accounts.createOperator(setting.pool, anOperator(email), 'operator:op_1')
    const results = await Promise.allSettled(
      ['lin@example.com', 'Lin@example.com', 'LIN@EXAMPLE.COM'].map(make),
    )
    const codes = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []))
    expect(codes).toEqual(['name_taken', 'name_taken'])
  })
})

describe('the owner', () => {
  let scratch: ScratchDatabase
  let database: Database
  beforeEach(async () => {
    scratch = await freshDatabase()
    database = openDatabase(scratch.appUrl)
    return async () => {
      await database.close()
      await scratch.drop()
    }
  })
  const link = async () => (await accounts.createSetUpLink(database.pool))?.token ?? ''
  const own = (token: string, email = 'owner@example.com') =>
    accounts.createOwner(database.pool, token, anOperator(email))

  test('is created by a link, which works once and is kept hashed', async () => {
    const token = await link()
    expect(token).toMatch(/^[\w-]{27}$/)
    const { rows } = await database.pool.query('select token_hash from set_up_link')
    expect(JSON.stringify(rows)).not.toContain(token)
    await own(token)
    const users = await database.pool.query('select role from "user"')
    expect(users.rows).toEqual([{ role: 'owner' }])
    await expect(own(token, 'other@example.com')).rejects.toMatchObject({ code: 'link_used' })
    expect(await accounts.createSetUpLink(database.pool)).toBeNull()
  })

  test('is one, though the link is used by many at once', async () => {
    const token = await link()
    await exactlyOne(Array.from({ length: 5 }, (_, i) => own(token, `o${i}@example.com`)))
  })

  test('is one, though two links are used at once', async () => {
    const tokens = [await link(), await link(), await link()]
    await exactlyOne(tokens.map((token, i) => own(token, `o${i}@example.com`)))
  })

  test('is not made by a link that is not ours', async () => {
    await link()
    await expect(own('x'.repeat(27))).rejects.toMatchObject({ code: 'link_used' })
  })

  async function exactlyOne(attempts: Promise<void>[]) {
    const results = await Promise.allSettled(attempts)
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []))
    expect(reasons).toEqual(attempts.slice(1).map(() => 'link_used'))
    const { rows } = await database.pool.query('select from "user"')
    expect(rows).toHaveLength(1)
  }
})

test('the record is dated as the facts are', async () => {
  expect((await storedFacts(setting.pool, `project/${setting.projectId}`))[0]?.at).toBe(aTime)
})
