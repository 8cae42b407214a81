import pg from 'pg'
import { newId } from '#domain/ids.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { defaultPolicy, type Policy } from '#domain/policy/policy.ts'
import type { Declared } from '#domain/quality/deliverable.ts'
import type { TaskState } from '#domain/task/task.ts'
import { applyEntry, noTask } from '#domain/task/task-state.ts'
import { type Database, openDatabase, type Pool } from '#prisma/client.ts'
import { requestTask } from '#prisma/write/intents.ts'
import { createOperator } from '#prisma/write/settings/accounts.ts'
import { createAgent } from '#prisma/write/settings/agents.ts'
import { registerExecutor } from '#prisma/write/settings/executors.ts'
import { createProject } from '#prisma/write/settings/projects.ts'
import { aTime } from './builders.ts'
import { freshDatabase, type ScratchDatabase } from './servers.ts'

/** A database with one project, agent and executor and an operator of each role. */
export interface Setting {
  scratch: ScratchDatabase
  database: Database
  pool: Pool
  projectId: string
  agentId: string
  operators: Record<'owner' | 'operator' | 'viewer', string>
  newTask(deliverables?: Declared[]): Promise<string>
  /** The owner of the schema: what the application may not do. Its connection is the setting's to close. */
  asOwner(): Promise<pg.Client>
  close(): Promise<void>
}

export async function openSetting(policy: Policy = defaultPolicy): Promise<Setting> {
  const scratch = await freshDatabase()
  const database = openDatabase(scratch.appUrl, 12)
  const { pool } = database
  const owners: pg.Client[] = []
  const [projectId, agentId] = [newId('project'), newId('agent')]
  const operators = { owner: newId('operator'), operator: newId('operator'), viewer: newId('operator') }
  for (const role of ['owner', 'operator', 'viewer'] as const) {
    const operator = { operatorId: operators[role], name: `The ${role}`, email: `${role}@example.com`, role }
    await createOperator(pool, { ...operator, passwordHash: 'x' }, 'system:test')
  }
  await registerExecutor(pool, { executorId: 'mac-mini', name: 'Mac mini', tokenHash: 'x' })
  const by = { at: aTime, actor: `operator:${operators.owner}` }
  const project = { name: 'Letter', mission: 'Write.', isSample: false, policy }
  await createProject(pool, projectId, { ...by, type: 'project_created', body: project })
  const agent = {
    projectId,
    name: 'Ines',
    role: 'writer',
    charter: '',
    executorId: 'mac-mini',
    openclawAgentId: 'main',
  }
  await createAgent(pool, agentId, { ...by, type: 'agent_created', body: agent })
  return {
    scratch,
    database,
    pool,
    projectId,
    agentId,
    operators,
    async newTask(deliverables = []) {
      const task = {
        projectId,
        agentId,
        executorId: 'mac-mini',
        title: 'Write',
        intent: 'Write it.',
        deliverables,
      }
      return (await requestTask(pool, { ...by, taskId: newId('task'), intentId: newId('intent'), task }))
        .taskId
    },
    async asOwner() {
      const owner = new pg.Client(scratch.ownerUrl)
      owners.push(owner)
      await owner.connect()
      return owner
    },
    async close() {
      for (const owner of owners) await owner.end()
      await database.close()
      await scratch.drop()
    },
  }
}

/** The entries of a stream as they are stored, in order. */
export async function storedFacts(pool: Pool, streamId: string): Promise<(Fact & { runId: string })[]> {
  const { rows } = await pool.query(
    'select type, at, actor, body, run_id as "runId" from entry where stream_id = $1 order by stream_seq',
    [streamId],
  )
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

/** What a rebuild makes of a task's stream. */
export const rebuilt = async (pool: Pool, taskId: string): Promise<TaskState> =>
  (await storedFacts(pool, `task/${taskId}`)).reduce<TaskState>(
    (state, { runId: _, ...fact }) => applyEntry(state, fact as Fact),
    noTask,
  )
