import { setTimeout as sleep } from 'node:timers/promises'
import { tasksContract } from '#api/tasks/contract.ts'
import type { TestProduct } from '../../../product.ts'
import { patiently } from '../../operators.ts'
import { untilPresence } from '../../worker-file.ts'
import type { Executor, Victim } from '../executor.ts'
import { afterMs, type Case, intentOf, isAfterCrash, type Moment, momentOf, slowTool } from './phases.ts'
import type { Tap } from './tap.ts'
import { type Crashed, type Crashes, type Ran, ranBy } from './verdict.ts'

/** Until a phase is there, and until a task has ended after its kill: longer than any time-out in between. */
const phasePatienceMs = 60_000
const endPatienceMs = 180_000

export interface Stage {
  office: Pick<TestProduct, 'ask' | 'aProject' | 'aTask' | 'task' | 'until'>
  executor: Executor
  /** Between the two. */
  tap: Tap
  say(line: string): void
}
interface Play extends Stage {
  where: { projectId: string; agentId: string }
}
type Begin = () => Promise<unknown>

/** One run that nothing disturbs, and then one for each case. */
export async function playCrashes(stage: Stage, cases: readonly Case[]): Promise<Crashes> {
  const where = await stage.office.aProject({ extraSafeTools: [slowTool], retryDelayMs: 300 })
  const play = { ...stage, where }
  const undisturbed = await ran(play, { phase: 'none', victim: 'nobody' }, (begin) => begin())
  stage.say(`undisturbed: ${wordsOf(undisturbed)}`)
  const crashed: Crashed[] = []
  for (const one of cases) crashed.push(await crash(play, one))
  return { undisturbed, crashed }
}

async function crash(play: Play, one: Case): Promise<Crashed> {
  const { phase, victim } = one
  let isReached = false
  const result = await ran(play, one, async (begin) => {
    if (phase === 'recovering') isReached = await killedBeforeRecovery(play, victim, begin)
    else if (isAfterCrash(phase)) {
      const runId = await interrupted(play, begin)
      const comeBack = await play.executor.takeAway('gateway')
      isReached = await killedAt(play, one, momentOf(phase, runId), comeBack)
    } else isReached = await killedAt(play, one, momentOf(phase), begin)
  })
  play.say(`${phase}, ${victim} killed: ${wordsOf(result)}`)
  return { ...result, case: one, isReached }
}

/** Once `go` has brought it about. Answers whether it came to that. */
async function killedAt(
  { tap, executor }: Play,
  { phase, victim }: Case,
  moment: Moment,
  go: Begin,
): Promise<boolean> {
  const there = tap.until(moment, phasePatienceMs)
  await go()
  if (!(await there)) return false
  await sleep(afterMs[phase])
  const comeBack = await executor.takeAway(victim)
  await comeBack()
  return true
}

/** A run in the middle of a thought, and which it is. */
async function interrupted({ tap, executor }: Play, begin: Begin): Promise<string> {
  const thinking = tap.until(momentOf('thinking'), phasePatienceMs)
  await begin()
  await thinking
  await sleep(afterMs.thinking)
  return executor.calls().at(-1)?.runId ?? ''
}

/** After the boot that ended the run, and before the gateway itself takes it up again. */
async function killedBeforeRecovery(play: Play, victim: Victim, begin: Begin): Promise<boolean> {
  const { executor } = play
  const runId = await interrupted(play, begin)
  const boot = await executor.takeAway('gateway')
  await boot()
  const comeBack = await executor.takeAway(victim)
  const isInTime = executor.isAbandoned?.(runId) ?? false
  await comeBack()
  return isInTime
}

/** A task to its end. `disturb` has it begin, and does to it what is to be done. */
async function ran(
  { office, executor, where }: Play,
  which: Parameters<typeof intentOf>[0],
  disturb: (begin: Begin) => Promise<unknown>,
): Promise<Ran> {
  await untilPresence(office, ['ready'])
  const before = executor.calls().length
  let taskId = ''
  await disturb(async () => {
    taskId = await patiently(() => office.aTask(where, intentOf(which)))
  })
  // One that never ends is told by its state.
  await office.until(taskId, ({ endedAt }) => endedAt !== null, endPatienceMs).catch(() => null)
  const task = await patiently(() => office.task(taskId))
  const { items } = await patiently(() => office.ask(tasksContract.listTaskEntries, { params: { taskId } }))
  return { ...ranBy(task, items), calls: executor.calls().slice(before) }
}

const wordsOf = ({ outcome, steps, calls }: Ran) =>
  `${outcome.status}, ${steps.length} steps, ${calls.length} agent calls, ` +
  `adopted ${steps.reduce((sum, { adopted }) => sum + adopted, 0)}, cost ${outcome.costNanoUsd}`
