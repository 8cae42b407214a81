import { newId } from '#domain/ids.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { defaultPolicy } from '#domain/policy/policy.ts'
import { type Database, openDatabase } from '#prisma/client.ts'
import { requestTask } from '#prisma/write/intents.ts'
import { append } from '#prisma/write/ledger.ts'
import { createAgent } from '#prisma/write/settings/agents.ts'
import { registerExecutor } from '#prisma/write/settings/executors.ts'
import { createProject } from '#prisma/write/settings/projects.ts'

// The process of the writers: appends as activities do, and bare inserts of the same rows. Its parent says what is next.

export interface WritersPlan {
  appUrl: string
  writers: number
  /** Entries of one task, and of one append. */
  perTask: number
  perAppend: number
}
export type Order = { kind: 'ledger' | 'bare'; entries: number }
export interface Written {
  ms: number
  entries: number
  /** `stream streamSeq` of the last entry of each append, and when it was known to be committed. */
  commits: [string, number][]
}

/** What the writers append, batch by batch; the same again for the bare inserts. */
interface Batch {
  streamId: string
  firstSeq: number
  facts: Fact[]
}

const plan: WritersPlan = JSON.parse(process.argv[2] ?? '')
const database = openDatabase(plan.appUrl, plan.writers)
const { pool } = database
const place = await aPlace(database)
let last: Batch[][] = []
process.on('message', (order: Order) => {
  void (order.kind === 'ledger' ? writeLedger(order.entries) : writeBare()).then((written) =>
    process.send?.(written),
  )
})
process.send?.('ready')

async function aPlace({ pool: of }: Database) {
  const by = { at: new Date().toISOString(), actor: 'system:bench' }
  const [projectId, agentId] = [newId('project'), newId('agent')]
  await registerExecutor(of, { executorId: 'mac-mini', name: 'Mac mini', tokenHash: 'x' })
  const project = { name: 'Bench', mission: 'Write.', isSample: false, policy: defaultPolicy }
  await createProject(of, projectId, { ...by, type: 'project_created', body: project })
  const agent = { projectId, name: 'Ines', role: 'writer', charter: '', openclawAgentId: 'main' }
  await createAgent(of, agentId, { ...by, type: 'agent_created', body: { ...agent, executorId: 'mac-mini' } })
  return { projectId, agentId, executorId: 'mac-mini' }
}

/** Tasks are asked for before the clock starts: what is measured is appends of their workflows. */
async function writeLedger(entries: number): Promise<Written> {
  last = await Promise.all(Array.from({ length: plan.writers }, () => batchesOf(entries)))
  const commits: [string, number][] = []
  const began = performance.now()
  await Promise.all(
    last.map(async (batches) => {
      for (const { streamId, firstSeq, facts } of batches) {
        const batch = { streamId, firstSeq, after: firstSeq, facts }
        const { streamSeq } = await append(pool, { runId: 'bench', batch, isCurrentRun: async () => true })
        commits.push([`${streamId} ${streamSeq}`, Date.now()])
      }
    }),
  )
  return { ms: performance.now() - began, entries: entries * plan.writers, commits }
}

async function batchesOf(entries: number): Promise<Batch[]> {
  const batches: Batch[] = []
  for (let done = 0; done < entries; done += plan.perTask) {
    const taskId = newId('task')
    const by = { at: new Date().toISOString(), actor: 'system:bench' }
    const task = { ...place, title: 'Write', intent: 'Write it.', deliverables: [] }
    await requestTask(pool, { ...by, taskId, intentId: newId('intent'), task })
    const size = Math.min(plan.perTask, entries - done)
    for (let at = 0; at < size; at += plan.perAppend) {
      const count = Math.min(plan.perAppend, size - at)
      const facts = Array.from({ length: count }, (_, i) => update(at + i))
      batches.push({ streamId: `task/${taskId}`, firstSeq: at + 1, facts })
    }
  }
  return batches
}

const update = (n: number): Fact => ({
  type: 'update_posted',
  at: new Date().toISOString(),
  actor: 'agent:ag_bench',
  body: {
    stepId: 's1',
    itemId: `i${n}`,
    text: `What was done in step ${n}, in a sentence, as agents write it.`,
  },
})

/** The rows that the last round appended, one statement and one commit for those of each append. */
async function writeBare(): Promise<Written> {
  const rows = await Promise.all(
    last.map((batches) =>
      Promise.all(
        batches.map(async ({ streamId, firstSeq, facts }) => {
          const { rows: found } = await pool.query<{ rows: string }>(
            `select json_agg(row_to_json(e))::text as rows from entry e
              where stream_id = $1 and stream_seq > $2 and stream_seq <= $3`,
            [streamId, firstSeq, firstSeq + facts.length],
          )
          return found[0]?.rows ?? '[]'
        }),
      ),
    ),
  )
  const began = performance.now()
  await Promise.all(
    rows.map(async (own) => {
      for (const batch of own)
        await pool.query({
          name: 'bare',
          text: 'insert into bare_entry select * from json_populate_recordset(null::bare_entry, $1)',
          values: [batch],
        })
    }),
  )
  const entries = last.flat().reduce((sum, { facts }) => sum + facts.length, 0)
  return { ms: performance.now() - began, entries, commits: [] }
}
