import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startTestProduct, type TestProduct } from '../product.ts'
import { verdictOf } from './figures.ts'
import { type ChaosOptions, chaosOptions, commandOf, usage } from './options.ts'
import type { Evidence } from './oracle/evidence.ts'
import { lastExport, onceOf, type RawLine } from './reader.ts'
import { playSchedule } from './run.ts'
import { scheduleOf } from './schedule.ts'
import { openStage, type Stage } from './stage.ts'

const exportFile = 'export.jsonl'

/** Plays what follows from a seed. The exit code says whether all was well. */
export async function playSeed(words: readonly string[]): Promise<void> {
  const asked = chaosOptions(words)
  if ('help' in asked) return console.log(usage)
  if ('problem' in asked) {
    console.error(`${asked.problem}. There are:\n${usage}`)
    process.exitCode = 2
    return
  }
  const stage = openStage(String(asked.seed))
  await underFire(asked, stage).catch((error: Error) => {
    console.error(`the run failed: ${error.stack}`)
    console.error(`once more: ${commandOf(asked)}`)
    console.error(`what there is of it: ${stage.folder}`)
    process.exitCode = 1
  })
}

async function underFire(options: ChaosOptions, stage: Stage): Promise<void> {
  const { folder, signal, say, note } = stage
  const schedule = scheduleOf(options)
  stage.keepAs('schedule.json', schedule)
  const outbox = join(folder, 'outbox.jsonl')
  say('starting all of Front Office in a scratch folder')
  const office = await startTestProduct({
    say: note,
    signal,
    outbox: { file: outbox, slowMs: schedule.slowMs },
  })
  try {
    const evidence = await stage.unlessInterrupted(playSchedule({ office, outbox, schedule, say }))
    keep(stage, evidence)
    const { breaches, line } = verdictOf(evidence)
    for (const { kind, words } of breaches) console.log(`${kind}: ${words}`)
    console.log(`seed ${options.seed}: ${line}`)
    const failing = breaches.filter(({ kind }) => options.isJudged || kind !== 'recovery')
    if (failing.length > 0) throw new Error(`${failing.length} breaches`)
  } catch (error) {
    if (!existsSync(join(folder, exportFile)) && !signal.aborted) await keepExport(stage, office)
    throw error
  } finally {
    stage.keepLogs(office.folder)
    await office.stop()
  }
  if (options.isKept) console.log(`kept in ${folder}`)
  else stage.forget()
}

/** What can still be read of it: something may not have come back, and then there is nothing to hold it against. */
async function keepExport(stage: Stage, { product, cookie }: TestProduct): Promise<void> {
  const lines = await lastExport(onceOf(product.url, cookie))
  keepLines(stage, lines)
  stage.say(`kept ${lines.length} entries of the ledger`)
}

const keepLines = (stage: Stage, lines: readonly RawLine[]) =>
  writeFileSync(join(stage.folder, exportFile), lines.map((line) => `${JSON.stringify(line)}\n`).join(''))

function keep(stage: Stage, { lines, ...evidence }: Evidence): void {
  keepLines(stage, lines)
  stage.keepAs('evidence.json', evidence)
}
