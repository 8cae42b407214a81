import { agentsContract } from '#api/agents/contract.ts'
import { type Entry, ledgerContract } from '#api/ledger/contract.ts'
import { projectsContract } from '#api/projects/contract.ts'
import type { ExportedEntry } from '#domain/ledger/verify.ts'
import { saidOf } from '../../web/src/words/entry-words.ts'
import type { TestProduct } from '../product.ts'
import { exported, sameHead } from './exported.ts'
import { outboxOf } from './outbox.ts'
import type { Stage } from './stage.ts'

const intent = `Ask our first customer how they like the product.

update: I read the customer's file and wrote a short mail.
effect: send_message {"to": "first.customer@example.com", "subject": "How is it going?", "body": "What should we make better?"}
finish: I asked the customer what we should make better.`

/** One task with one approval, from the request to the verified ledger. */
export async function taskDemo(stage: Stage): Promise<void> {
  const { office, say } = stage
  await carryOut(stage)
  const { entries, head, file } = await exported(office)
  say(`exported the ledger to ${file}`)
  await tell(office, entries)
  await sameHead(office, head)
  console.log(`ledger verified: ${head.position} entries, head ${head.hash}`)
}

async function carryOut({ office, say }: Stage): Promise<void> {
  const where = await letterProject(office)
  const taskId = await office.aTask(where, intent)
  say(`created a project, an agent and the task ${taskId}`)
  const proposal = await office.untilAsked(taskId)
  say(`its agent was held back: ${proposal.tool} ${JSON.stringify(proposal.parameters)}`)
  if (outboxOf(office).length > 0) throw new Error('Something was sent before anybody approved it.')
  await office.decide(proposal, 'approved', 'Kind and short.')
  say('approved')
  const task = await office.until(taskId, ({ endedAt }) => endedAt !== null)
  if (task.status !== 'done') throw new Error(`The task ended as ${task.status}: ${task.state.error}`)
  const sent = outboxOf(office)
  if (sent.length !== 1) throw new Error(`The outbox holds ${sent.length} messages and not one.`)
  say(`the task is done, and the outbox holds one message: ${sent[0]}`)
}

async function letterProject({ ask }: TestProduct) {
  const project = { name: 'A small shop', mission: 'Sell what people like.', policy: {} }
  const { id: projectId } = await ask(projectsContract.createProject, { body: project })
  const agent = { projectId, name: 'Ada', role: 'Customer care' }
  return { projectId, agentId: (await ask(agentsContract.createAgent, { body: agent })).id }
}

/** The whole ledger in its one order: place and hash, when, who, what. */
async function tell(office: TestProduct, entries: ExportedEntry[]): Promise<void> {
  const { items } = await office.ask(ledgerContract.listEntries, { query: { limit: 200 } })
  const hashes = new Map(entries.map(({ position, hash }) => [position, hash]))
  const tools = new Map(
    items.flatMap(({ body }) => {
      const { proposalId, tool } = body as { proposalId?: string; tool?: string }
      return proposalId && tool ? [[proposalId, tool]] : []
    }),
  )
  const about = {
    toolOf: (id: string) => tools.get(id) ?? id,
    questionOf: (id: string) => id,
    taskOf: (id: string) => id,
  }
  console.log()
  for (const entry of items.reverse()) {
    const hash = hashes.get(entry.position ?? 0)
    if (!hash) throw new Error(`The export lacks the entry at position ${entry.position}.`)
    const place = `${String(entry.position).padStart(3)} ${hash.slice(0, 12)}`
    console.log(`${place}  ${entry.at.slice(11, 23)}  ${sentence(entry, about)}`)
  }
  console.log()
}

function sentence(entry: Entry, about: Parameters<typeof saidOf>[1]): string {
  const { what, words } = saidOf(entry, about)
  const said = words?.split('\n')[0]
  return `${entry.actorName} ${what}${said ? `: ${said}` : ''}`
}
