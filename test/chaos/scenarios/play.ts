import { join } from 'node:path'
import { startTestProduct, type TestProduct } from '../../product.ts'
import { openStage, type Stage } from '../stage.ts'
import { restartWorkerWith } from '../worker-file.ts'
import { playSpending } from './budget/spending.ts'
import { spendingVerdict } from './budget/verdict.ts'
import { playCrashes } from './crash/crashes.ts'
import { startTap } from './crash/tap.ts'
import { crashVerdict } from './crash/verdict.ts'
import { practiceExecutor, victims } from './executor.ts'
import { playOutage } from './offline/outage.ts'
import { outageVerdict } from './offline/verdict.ts'
import {
  type BudgetOptions,
  type CrashOptions,
  type OfflineOptions,
  type ScenarioOptions,
  scenarioOptions,
  scenarioUsage,
} from './options.ts'
import type { Verdict } from './verdict.ts'

/** Of the tool that takes its time: long enough to be killed in. */
const slowMs = 1_600

/** Plays what a scenario says. The exit code says whether all was well. */
export async function playScenario(words: readonly string[]): Promise<void> {
  const asked = scenarioOptions(words)
  if ('help' in asked) return console.log(scenarioUsage)
  if ('problem' in asked) {
    console.error(`${asked.problem}. There are:\n${scenarioUsage}`)
    process.exitCode = 2
    return
  }
  const stage = openStage(asked.scenario)
  await onStage(asked, stage).catch((error: Error) => {
    console.error(`the scenario failed: ${error.stack}`)
    console.error(`what there is of it: ${stage.folder}`)
    process.exitCode = 1
  })
}

async function onStage(options: ScenarioOptions, stage: Stage): Promise<void> {
  const { folder, say, note, signal } = stage
  say('starting all of Front Office in a scratch folder')
  const outbox = { file: join(folder, 'outbox.jsonl'), slowMs }
  const office = await startTestProduct({ say: note, signal, outbox })
  try {
    const verdicts = await stage.unlessInterrupted(played(options, office, stage))
    const breaches = verdicts.flatMap((verdict) => verdict.breaches)
    for (const words of breaches) console.log(`breach: ${words}`)
    for (const { line } of verdicts) console.log(`${options.scenario}: ${line}`)
    if (breaches.length > 0) throw new Error(`${breaches.length} breaches`)
  } finally {
    stage.keepLogs(office.folder)
    await office.stop()
  }
  if (options.isKept) console.log(`kept in ${folder}`)
  else stage.forget()
}

function played(options: ScenarioOptions, office: TestProduct, stage: Stage): Promise<Verdict[]> {
  if (options.scenario === 'offline') return offline(options, office, stage)
  return options.scenario === 'budget' ? budget(options, office, stage) : crash(options, office, stage)
}

async function budget(options: BudgetOptions, office: TestProduct, stage: Stage): Promise<Verdict[]> {
  const spending = await playSpending({ office, say: stage.say }, options)
  stage.keepAs('spending.json', spending)
  return [spendingVerdict(spending)]
}

async function offline(options: OfflineOptions, office: TestProduct, stage: Stage): Promise<Verdict[]> {
  const verdicts: Verdict[] = []
  const executor = practiceExecutor(office)
  for (const part of victims) {
    const outage = await playOutage({ office, executor, say: stage.say }, part, options)
    stage.keepAs(`outage-${part}.json`, {
      ...outage,
      tally: { ...outage.tally, states: [...outage.tally.states] },
    })
    verdicts.push(outageVerdict(outage))
  }
  return verdicts
}

async function crash({ cases }: CrashOptions, office: TestProduct, stage: Stage): Promise<Verdict[]> {
  const tap = await startTap(`ws://127.0.0.1:${office.product.ports.practice}`)
  await restartWorkerWith(office, { gatewayUrl: tap.url })
  const executor = practiceExecutor(office)
  const evidence = await playCrashes({ office, executor, tap, say: stage.say }, cases)
  stage.keepAs('crashes.json', evidence)
  await tap.stop()
  return [crashVerdict(evidence)]
}
