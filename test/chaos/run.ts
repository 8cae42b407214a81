import { setTimeout as sleep } from 'node:timers/promises'
import { policiesContract } from '#api/policies/contract.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { TestProduct } from '../product.ts'
import { carryOut, type Target } from './faults.ts'
import { keepRepairing } from './lookout.ts'
import { operatorsOf } from './operators.ts'
import type { Evidence, ShownTask } from './oracle/evidence.ts'
import { toldTasks } from './oracle/fold.ts'
import { play } from './player.ts'
import { type CutProxy, startProxy } from './proxy.ts'
import { exportedLines, followLedger, type ReadJson, readerOf } from './reader.ts'
import { recoveryOf } from './recovery.ts'
import type { Schedule } from './schedule.ts'
import { settled } from './settled.ts'
import { seenWorkflows } from './temporal.ts'
import { sentIn, toolCallsOf } from './tool-log.ts'
import { restartWorkerWith } from './worker-file.ts'
import { openWorkflows } from './workflow-faults.ts'

export interface Run {
  office: TestProduct
  outbox: string
  schedule: Schedule
  say(line: string): void
}

/** After the last fault: longer than any time-out that a task may have to sit out. */
const calmMs = 120_000

/** Plays every task while everything goes wrong, then lets it come to rest, and looks. */
export async function playSchedule(run: Run): Promise<Evidence> {
  const { office, say } = run
  const read = readerOf(office.product.url, office.cookie)
  const proxy = await behindProxy(office)
  const workflows = await openWorkflows(office)
  const over = new AbortController()
  const following = followLedger(read, over.signal)
  const { done, ...seen } = await underFaults({ ...run, proxy, workflows })
  say('every task has ended, or its time is over')
  await settled(read)
  await delivered(read, seen.played)
  await settled(read)
  over.abort()
  await following.over
  const measured = done.map((one) => ({ ...one, recoveryMs: recoveryOf(one, following.seen) }))
  const evidence = await evidenceOf(run, read, { ...seen, done: measured })
  await proxy.stop()
  await workflows.close()
  return evidence
}

/** What the run itself saw. */
type Happened = Pick<Evidence, 'played' | 'done' | 'repaired'>
type UnderFaults = Run & Pick<Target, 'proxy' | 'workflows'>

async function underFaults(run: UnderFaults): Promise<Happened> {
  const { office, outbox, schedule, proxy, workflows, say } = run
  const where = await office.aProject({ retryDelayMs: 300, maxRetries: 5 })
  // One agent does all of them, and some fail alike on purpose.
  const document = PolicyDocument.parse({ loopLimit: 20 })
  const params = { scopeId: 'portfolio' }
  await office.ask(policiesContract.changePolicy, { params, body: { document, version: 0 } })
  const operators = await operatorsOf(office)
  const late = new AbortController()
  // Where nobody terminates anything there is nothing to repair, and what stands still must show.
  const isOperated = schedule.faults.some(({ kind }) => kind === 'terminate')
  const repairing = isOperated ? keepRepairing(operators, late.signal) : Promise.resolve([])
  say(`${schedule.tasks.length} tasks and ${schedule.faults.length} faults begin`)
  const playing = Promise.all(
    schedule.tasks.map(async (plan) => {
      await sleep(plan.atMs)
      return play(plan, where, operators, late.signal)
    }),
  )
  const target = { office, proxy, workflows, outbox, slowMs: schedule.slowMs, say }
  const done = await carryOut(target, schedule.faults)
  say('the last fault is over')
  const timer = setTimeout(() => late.abort(), calmMs)
  const played = await playing
  clearTimeout(timer)
  late.abort()
  const repaired = await repairing
  if (repaired.length > 0) say(`an operator had ${repaired.length} tasks repaired that stood still`)
  return { played, done, repaired }
}

/** From its next start on the worker on the Mac reaches Temporal through a connection that can be cut. */
async function behindProxy(office: TestProduct): Promise<CutProxy> {
  const [host = '', port] = office.product.temporal.address.split(':')
  const proxy = await startProxy({ host, port: Number(port) })
  await restartWorkerWith(office, { temporalAddress: proxy.address })
  return proxy
}

/** The relay tries again after 15 s at most; what is not delivered then never will be, and is judged. */
async function delivered(read: ReadJson, played: Happened['played']): Promise<void> {
  const until = Date.now() + 45_000
  for (const { taskId } of played.filter((one) => one.taskId))
    while ((await read<ShownTask>(`/tasks/${taskId}`)).pendingIntents > 0 && Date.now() < until)
      await sleep(1_000)
}

async function evidenceOf({ office, outbox }: Run, read: ReadJson, happened: Happened): Promise<Evidence> {
  const ledger = await ledgerAt(read)
  const asked = happened.played.map(({ taskId }) => taskId).filter(Boolean)
  const taskIds = [...new Set([...asked, ...toldTasks(ledger.lines).keys()])]
  const shown: ShownTask[] = []
  for (const taskId of taskIds) shown.push(await read(`/tasks/${taskId}`))
  return {
    ...{ ...happened, shown },
    calls: toolCallsOf(outbox),
    sent: sentIn(outbox),
    ...ledger,
    workflows: await seenWorkflows(office, taskIds),
    rebuilt: await rebuiltDifferences(read),
  }
}

/** As `npm run ledger -- rebuild --check` finds them. */
async function rebuiltDifferences(read: ReadJson): Promise<Evidence['rebuilt']> {
  const found: Evidence['rebuilt'] = []
  for (let after: string | null = ''; after !== null; ) {
    const page: { differences: Evidence['rebuilt']; next: string | null } = await read(
      `/ledger/rebuild?after=${encodeURIComponent(after)}`,
    )
    found.push(...page.differences)
    after = page.next
  }
  return found
}

/** The export and the head of one moment. */
async function ledgerAt(read: ReadJson): Promise<Pick<Evidence, 'lines' | 'head'>> {
  for (let left = 5; ; left--) {
    const lines = await exportedLines(read)
    const head = await read<Evidence['head']>('/ledger/head')
    if (head.position === lines.at(-1)?.position || left === 0) return { lines, head }
  }
}
