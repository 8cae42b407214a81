import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { agentsContract } from '#api/agents/contract.ts'
import { approvalsContract } from '#api/approvals/contract.ts'
import { type Entry, ledgerContract } from '#api/ledger/contract.ts'
import { projectsContract } from '#api/projects/contract.ts'
import { type Task, tasksContract } from '#api/tasks/contract.ts'
import type { Policy } from '#domain/policy/policy.ts'
import type { ProposalState } from '#domain/task/task.ts'
import type { Account } from '../cli/session.ts'
import { type Product, type ProductOptions, startProduct } from '../local/product.ts'
import { emptyStores } from './empty-stores.ts'
import { type Ask, ownerOf } from './http-client.ts'

export interface TestProduct extends Deeds {
  product: Product
  folder: string
  ask: Ask
  cookie: string
  /** The owner's, for those who sign in themselves. */
  account: Account
  stop(): Promise<void>
}

/** What the owner does over HTTP. */
export interface Deeds {
  /** A project with an agent on the executor mac-mini. */
  aProject(policy?: Partial<Policy>): Promise<{ projectId: string; agentId: string }>
  aTask(
    where: { projectId: string; agentId: string },
    intent: string,
    deliverables?: string[],
  ): Promise<string>
  task(taskId: string): Promise<Task>
  until(taskId: string, isSo: (task: Task) => boolean, patienceMs?: number): Promise<Task>
  untilAsked(taskId: string): Promise<ProposalState>
  decide(proposal: ProposalState, verdict: 'approved' | 'rejected', reason?: string): Promise<void>
  /** The newest 200 entries of a stream, newest first. */
  entriesOf(streamId: string): Promise<Entry[]>
}

const tickMs = 150

/** All of Front Office in a scratch folder, on free ports, as `npm start` runs it; nobody's data is touched. */
export async function startTestProduct(options: Partial<ProductOptions> = {}): Promise<TestProduct> {
  const folder = mkdtempSync(join(tmpdir(), 'front-office-'))
  // Postgres runs as another user where this is root.
  chmodSync(folder, 0o711)
  const forget = () => rmSync(folder, { recursive: true, force: true })
  const wanted = { dataDir: folder, port: 0, isEmpty: true, ...options }
  try {
    // The sample project is made in a new folder only.
    if (wanted.isEmpty) copyStores(folder)
    const product = await startProduct(wanted)
    const stop = async () => {
      await product.stop()
      forget()
    }
    const owner = await signedIn(product).catch(async (error) => {
      await product.stop()
      throw error
    })
    return { product, folder, ...owner, stop }
  } catch (error) {
    forget()
    throw error
  }
}

/** Where the suite has them a start takes a quarter less. By `cp -a`, as Postgres wants to own its files. */
function copyStores(folder: string) {
  const made = process.env[emptyStores]
  if (made) execFileSync('cp', ['-a', `${made}/.`, folder])
}

async function signedIn(product: Product) {
  if (!product.setUpUrl) throw new Error('a new data folder has no owner yet')
  const owner = await ownerOf(product.url, product.setUpUrl)
  return { ...owner, ...deedsOf(owner.ask) }
}

export function deedsOf(ask: Ask): Deeds {
  const task = (taskId: string) => ask(tasksContract.getTask, { params: { taskId } })
  async function until(taskId: string, isSo: (task: Task) => boolean, patienceMs = 90_000): Promise<Task> {
    for (const deadline = Date.now() + patienceMs; ; ) {
      const current = await task(taskId).catch(ifAway)
      if (current && isSo(current)) return current
      if (Date.now() > deadline) throw new Error(`never so: ${JSON.stringify(current?.state, null, 1)}`)
      await sleep(tickMs)
    }
  }
  return {
    task,
    until,
    async aProject(policy: Partial<Policy> = {}) {
      const body = { name: `Project ${crypto.randomUUID().slice(0, 8)}`, mission: 'Write.', policy }
      const { id: projectId } = await ask(projectsContract.createProject, { body })
      const agent = { projectId, name: 'Ines', role: 'writer' }
      return { projectId, agentId: (await ask(agentsContract.createAgent, { body: agent })).id }
    },
    async aTask(
      where: { projectId: string; agentId: string },
      intent: string,
      deliverables: string[] = [],
    ): Promise<string> {
      const body = { ...where, title: intent.split('\n')[0]?.slice(0, 80) ?? 'A task', intent, deliverables }
      return (await ask(tasksContract.createTask, { body })).taskId
    },
    async untilAsked(taskId: string): Promise<ProposalState> {
      const { state } = await until(taskId, (one) => one.state.proposals.some((p) => p.status === 'pending'))
      return state.proposals.find((p) => p.status === 'pending') as ProposalState
    },
    async decide({ proposalId, hash }: ProposalState, verdict: 'approved' | 'rejected', reason = '') {
      await ask(approvalsContract.decideApproval, { params: { proposalId }, body: { verdict, reason, hash } })
    },
    entriesOf: async (streamId: string) =>
      (await ask(ledgerContract.listEntries, { query: { streamId, limit: 200 } })).items,
  }
}

/** The api may be starting again. Its refusals are not for waiting. */
function ifAway(error: unknown): null {
  if (error instanceof TypeError) return null
  throw error
}
