import type { AdvanceGrant } from '#domain/grant/grant.ts'
import { newId } from '#domain/ids.ts'
import { parametersHash } from '#domain/ledger/digest.ts'
import type { RunInput, RunItem } from '#domain/run/run.ts'
import { factOfItem } from '#domain/task/item-rules.ts'
import { checkRebuild } from '#prisma/read/rebuild/rebuild-check.ts'
import { makeStandingGrant } from '#prisma/write/settings/standing-grants.ts'
import { sayPolicy } from './policies.ts'
import { openSetting, type Setting } from './setting.ts'
import { aFact } from './stories.ts'
import { aTaskRun } from './task-run.ts'

export const at = () => new Date().toISOString()
const tool = 'send_message'
const parameters = { to: 'ada@example.com', body: 'Hello' }
export const hash = parametersHash(tool, parameters)
export const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString()

/** Approved calls and the standing grants that are made from them, of one project. */
function grantsOf(setting: Setting) {
  let proposals = 0
  async function anApproval(change: object = {}) {
    const proposalId = `p_${(++proposals).toString(16).padStart(24, '0')}`
    const task = await aTaskRun(setting, await setting.newTask())
    await task.records(
      [],
      aFact('approval_requested', {
        ...{ stepId: 's1', proposalId, tool, parameters, hash, effectClass: 'send', via: 'invoke' },
        ...{ effectKey: `${task.taskId}/s1/${proposalId}`, expiresAt: days(1) },
        ...change,
      }),
    )
    return { ...task, proposalId }
  }
  const by = (role: 'owner' | 'operator' | 'viewer' = 'operator') => ({
    ...{ operatorId: setting.operators[role], role, at: at() },
  })
  async function aGrant(count: number, { until = days(7), change = {}, of = hash, maker = by() } = {}) {
    const approval = await anApproval(change)
    const { proposalId } = approval
    await approval.decides(`operator:${setting.operators.owner}`, {
      ...{ proposalId, verdict: 'approved', reason: '', hash: of },
    })
    const standingGrantId = newId('standingGrant')
    await makeStandingGrant(setting.pool, { standingGrantId, proposalId, count, until }, maker)
    return standingGrantId
  }
  return { anApproval, by, aGrant }
}

/** A setting with what such tests ask of its one project: its policy, its grants and what was used of them. */
export async function openGrantSetting() {
  const setting = await openSetting()
  const say = (document: object) => sayPolicy(setting, document)

  const newTask = async (runId = 'r1') => aTaskRun(setting, await setting.newTask(), runId)
  const usesOf = async (id: string) => {
    const { rows } = await setting.pool.query(
      `select count(*) filter (where used_at is not null)::int as used,
              count(*) filter (where used_at is null and released_at is null)::int as out
         from advance_grant where standing_grant_id = $1`,
      [id],
    )
    return rows[0] as { used: number; out: number }
  }
  const closeAll = () =>
    setting.pool.query(
      'update standing_grant set revoked_at = now(), revoked_by = $1 where revoked_at is null',
      [`operator:${setting.operators.owner}`],
    )
  /** Where the rows of grants are not what a rebuild makes of the ledger. */
  const rowsApart = async () => {
    const { differences } = await checkRebuild(setting.pool, { after: '', limit: 1_000_000 })
    const tables = ['advance_grant', 'standing_grant']
    // Tests close standing grants behind the ledger's back.
    return differences.filter(
      ({ table, field }) => tables.includes(table) && !String(field).startsWith('revoked'),
    )
  }
  return { setting, ...grantsOf(setting), say, newTask, usesOf, closeAll, rowsApart }
}

export type Task = Awaited<ReturnType<typeof aTaskRun>>
export const advanceOf = (run: RunInput | null): AdvanceGrant[] => run?.advance ?? []

export const ended = (stepId: string, isSeen: boolean) =>
  aFact('run_ended', {
    ...{ stepId, outcome: isSeen ? 'ok' : 'aborted', text: '', error: null, isRetryable: false },
    ...{ startedAt: at(), usage: null, adoptedRunIds: [] },
    gateway: isSeen ? { version: '1', isPractice: true } : null,
  })

/** What the Mac tells of a use, as the workflow records it. */
export async function used(task: Task, { grantId, effectKey, source }: AdvanceGrant) {
  const state = await task.state()
  const stepId = state.runs.at(-1)?.stepId ?? ''
  const own = { id: `p_${effectKey}`, at: at(), stepId, tool, parameters, hash }
  const item: RunItem = { ...own, kind: 'passed', grantId, effectKey, source }
  const fact = factOfItem(item, state, task.taskId, at())
  if (fact) await task.records([], fact)
}
