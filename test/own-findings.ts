import { expect } from 'vitest'
import type { FindingState } from '#domain/drift/finding-state.ts'
import { newId, ownScope } from '#domain/ids.ts'
import { findFinding, listFindings } from '#prisma/read/findings.ts'
import { decideFinding } from '#prisma/write/settings/findings.ts'
import type { ControlPlane } from './control-plane.ts'
import { askOwnLook } from './own-look.ts'

type Row = Awaited<ReturnType<typeof listFindings>>[number]
const nameOf = ({ difference, kind, subject }: Row) => `${difference} ${kind} ${subject.name}`

/** What looks at Front Office itself find, by name: "ahead workflow Letter". */
export function ownFindings(plane: () => ControlPlane) {
  const pool = () => plane().database.pool
  const inView = (view: 'open' | 'settled') => listFindings(pool(), { view, limit: 100 })
  const open = async () => (await inView('open')).map(nameOf)

  async function look() {
    const since = new Date()
    await askOwnLook(plane().env.client)
    const looked = async () =>
      (await pool().query('select looked_at from look where scope = $1', [ownScope])).rows[0]?.looked_at ?? 0
    await expect.poll(looked, { timeout: 90_000 }).toSatisfy((at) => at >= since)
    // The look is written down before it mends.
    const running = async () => {
      const query = `WorkflowType = 'reconcileWorkflow' AND ExecutionStatus = 'Running'`
      return (await plane().env.client.workflow.count(query)).count
    }
    await expect.poll(running, { timeout: 90_000 }).toBe(0)
  }
  /** As a fresh look has it. */
  const openNow = async () => {
    await look()
    return open()
  }
  async function stateOf(name: string): Promise<{ id: string; state: FindingState; entries: string[] }> {
    const rows = [...(await inView('open')), ...(await inView('settled'))]
    const row = rows.find((one) => nameOf(one) === name)
    if (!row) throw new Error(`no finding ${name} among ${rows.map(nameOf)}`)
    const state = (await findFinding(pool(), row.id))?.state as FindingState
    const { rows: entries } = await pool().query(
      'select type from entry where stream_id = $1 order by stream_seq',
      [`finding/${row.id}`],
    )
    return { id: row.id, state, entries: entries.map(({ type }) => type) }
  }
  async function repair(name: string): Promise<FindingState> {
    const { id: findingId, state } = await stateOf(name)
    const repairing = { intentId: newId('intent'), verdict: 'repair', reason: '', until: null } as const
    const by = { operatorId: plane().operators.operator, at: new Date().toISOString() }
    await decideFinding(pool(), { findingId, ...repairing, seen: state.theirs?.hash ?? null }, by)
    const now = async () => (await findFinding(pool(), findingId))?.state as FindingState
    await expect.poll(async () => (await now()).status, { timeout: 90_000 }).not.toBe('repairing')
    return now()
  }
  return { look, open, openNow, stateOf, repair }
}
