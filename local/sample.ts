import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { newId } from '#domain/ids.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import { defaultPolicy } from '#domain/policy/policy.ts'
import { readRunbook } from '#domain/runbook/runbook-yaml.ts'
import { runbookTemplates } from '#domain/runbook/templates.ts'
import { sampleConfig } from '#platform/config.ts'
import { requestTask } from '#prisma/write/intents.ts'
import { createAgent } from '#prisma/write/settings/agents.ts'
import { createProject } from '#prisma/write/settings/projects.ts'
import { createRunbook } from '#prisma/write/settings/runbooks.ts'

const actor = 'system:start'
const executorId = 'mac-mini'
const patienceMs = 45_000

/** Directives that the practice gateway's scripted agent follows; a person can read them as well. */
const intent = `Ask our first customer how they like the product.

write: questions.md | # What we ask the first customer\\n\\nOne question, so that it takes a minute to answer:\\n\\n- **What should we make better?** They have used the product for a month.\\n\\nWe leave out what we know already: price, and how they found us.
artifact: Questions for the first customer | questions.md
update: I noted what we ask, and wrote a short mail.
effect: send_message {"to": "first.customer@example.com", "subject": "How is it going?", "body": "Hello,\\n\\nyou have used our product for a month now. What should we make better?\\n\\nThe team"}
finish: I asked the customer what we should make better.`

async function createSample(pool: pg.Pool): Promise<string> {
  const at = new Date().toISOString()
  const projectId = newId('project')
  const project: FactOf<'project_created'>['body'] = {
    name: 'Sample: a small shop',
    mission:
      'Shows how an agent works on a task and asks before it sends something. Remove it when you have seen it.',
    isSample: true,
    // So that there is something to look at before anything is decided.
    policy: { ...defaultPolicy, extraSafeTools: ['write'] },
  }
  await createProject(pool, projectId, { type: 'project_created', at, actor, body: project })
  const agentId = newId('agent')
  const agent: FactOf<'agent_created'>['body'] = {
    projectId,
    name: 'Ada',
    role: 'Customer care',
    charter: 'Keeps in touch with customers. Writes short and friendly.',
    executorId,
    openclawAgentId: 'main',
  }
  await createAgent(pool, agentId, { type: 'agent_created', at, actor, body: agent })
  for (const { yaml } of runbookTemplates) await writeRunbook(pool, projectId, yaml(agent.name), at)
  const task = {
    projectId,
    agentId,
    executorId,
    title: 'Ask the first customer for feedback',
    intent,
    deliverables: [],
  }
  const { taskId } = await requestTask(pool, {
    taskId: newId('task'),
    intentId: newId('intent'),
    actor,
    at,
    task,
  })
  return taskId
}

/** To be started by hand: a sample that runs by itself would hide what was started. */
async function writeRunbook(pool: pg.Pool, projectId: string, yaml: string, at: string): Promise<void> {
  const { definition } = readRunbook(yaml, null)
  if (!definition) throw new Error('a runbook to begin with is no runbook')
  const runbook = { runbookId: newId('runbook'), projectId, name: definition.name, yaml }
  await createRunbook(pool, runbook, { at, actor })
}

/** Whether it asked its operator in time. */
async function untilItAsks(pool: pg.Pool, taskId: string): Promise<boolean> {
  const until = Date.now() + patienceMs
  while (Date.now() < until) {
    const { rows } = await pool.query<{ kind: string | null }>(
      'select wait_kind as kind from task where id = $1',
      [taskId],
    )
    if (rows[0]?.kind === 'approval') return true
    await sleep(100)
  }
  return false
}

// Run as a process of its own by the first start of a data folder.
const pool = new pg.Pool({ connectionString: sampleConfig().databaseUrl, max: 2 })
const { rows } = await pool.query('select 1 from project limit 1')
if (rows.length === 0) {
  const taskId = await createSample(pool)
  const hasAsked = await untilItAsks(pool, taskId)
  process.send?.({ taskId, hasAsked })
}
await pool.end()
process.disconnect?.()
