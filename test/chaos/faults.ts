import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestProduct } from '../product.ts'
import type { CutProxy } from './proxy.ts'
import type { Fault, Part } from './schedule.ts'
import { type ToolCall, toolCallsOf } from './tool-log.ts'
import type { OpenWorkflows } from './workflow-faults.ts'

/** What was done, and when. Milliseconds. */
export interface Done {
  fault: Fault
  at: number
  /** A kill: when the part runs again. */
  backAt: number | null
  /** How long work then took to go on; null where none had waited, or this killed nothing. */
  recoveryMs: number | null
  /** Of a workflow that it was done to. */
  workflowId?: string | null
}

export interface Target {
  office: TestProduct
  proxy: CutProxy
  workflows: OpenWorkflows
  outbox: string
  /** Of an effect. */
  slowMs: number
  say(line: string): void
}

const effectPatienceMs = 20_000
const backPatienceMs = 120_000

/** One after the other; the next one comes also where what was killed is not back yet. */
export async function carryOut(target: Target, faults: readonly Fault[]): Promise<Done[]> {
  const records: Done[] = []
  const returns: Promise<void>[] = []
  for (const fault of faults) {
    await sleep(fault.waitMs)
    const { record, over } = await one(target, fault)
    records.push(record)
    // Told once the last fault is over.
    over.catch(() => {})
    returns.push(over)
  }
  await Promise.all(returns)
  return records
}

async function one(target: Target, fault: Fault): Promise<{ record: Done; over: Promise<void> }> {
  const record: Done = { fault, at: Date.now(), backAt: null, recoveryMs: null }
  if (fault.kind === 'cut') return { record, over: cut(target, fault.forMs) }
  if (fault.kind === 'reset' || fault.kind === 'terminate') {
    record.workflowId = await toWorkflow(target, fault)
    target.say(`${fault.kind} ${record.workflowId}`)
    return { record, over: Promise.resolve() }
  }
  const pid = await pidOf(target, fault.part)
  if (fault.kind === 'stop') {
    record.at = Date.now()
    return { record, over: stop(target, fault.part, pid, fault.forMs) }
  }
  if (fault.inEffect) await untilInEffect(target, fault.afterMs)
  const killed = fault.inEffect ? await pidOf(target, fault.part) : pid
  record.at = Date.now()
  target.say(`kill ${fault.part}`)
  send(killed, 'SIGKILL')
  const over = back(target, fault.part, killed).then((at) => {
    record.backAt = at
  })
  return { record, over }
}

const toWorkflow = ({ workflows }: Target, fault: Fault & { kind: 'reset' | 'terminate' }) =>
  fault.kind === 'reset' ? workflows.reset(fault.pick, fault.point) : workflows.terminate(fault.pick)

async function cut({ proxy, say }: Target, forMs: number): Promise<void> {
  say(`cut mac-mini from Temporal for ${forMs} ms`)
  proxy.cut()
  await sleep(forMs)
  proxy.mend()
}

async function stop({ say }: Target, part: Part, pid: number, forMs: number): Promise<void> {
  say(`stop ${part} for ${forMs} ms`)
  const stopped = stopAll(pid)
  await sleep(forMs)
  // Its children first: killed meanwhile, a postmaster leaves them, and the next one waits until they have ended.
  for (const one of stopped.toReversed()) send(one, 'SIGCONT')
}

/** With its children: those of Postgres, one a connection, go on without their parent. Answers which. */
export function stopAll(pid: number): number[] {
  // The parent first, so that no further ones come.
  send(pid, 'SIGSTOP')
  const children = childrenOf(pid)
  for (const child of children) send(child, 'SIGSTOP')
  return [pid, ...children]
}

function childrenOf(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  const pairs = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number))
  return pairs.flatMap(([child, parent]) => (child && parent === pid ? [child] : []))
}

/** It may have ended by itself meanwhile. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Waits for a part that is being started again. */
export async function pidOf(
  { office }: { office: Pick<TestProduct, 'product'> },
  part: Part,
): Promise<number> {
  for (const until = Date.now() + backPatienceMs; Date.now() < until; await sleep(50)) {
    const pid = office.product.pids()[part]
    if (pid) return pid
  }
  throw new Error(`${part} did not run again in ${backPatienceMs / 1_000} s`)
}

/** The supervisor's word: another process of that name is ready. */
export async function back(
  { office }: { office: Pick<TestProduct, 'product'> },
  part: Part,
  killed: number,
): Promise<number> {
  for (const until = Date.now() + backPatienceMs; Date.now() < until; await sleep(25)) {
    const pid = office.product.pids()[part]
    if (pid && pid !== killed) return Date.now()
  }
  throw new Error(`${part} was killed and did not run again in ${backPatienceMs / 1_000} s`)
}

/** Until one has begun that will still be at it then; it goes on without one after a while. */
async function untilInEffect({ outbox, slowMs }: Target, afterMs: number): Promise<void> {
  const youngest = slowMs - afterMs - 50
  const isYoung = ({ endedAt, beganAt }: ToolCall) => endedAt === null && Date.now() - beganAt <= youngest
  for (const until = Date.now() + effectPatienceMs; Date.now() < until; await sleep(20))
    if (toolCallsOf(outbox).some(isYoung)) return void (await sleep(afterMs))
}
