import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { interruptedSignal } from '../../local/interrupted.ts'
import { startTestProduct } from '../product.ts'
import { verdictOf } from './figures.ts'
import { type ChaosOptions, chaosOptions, commandOf, usage } from './options.ts'
import type { Evidence } from './oracle/evidence.ts'
import { playSchedule } from './run.ts'
import { scheduleOf } from './schedule.ts'

// `npm run chaos`: all of Front Office in a scratch folder, killed again and again, and held against the tool's log.
const asked = chaosOptions(process.argv.slice(2))
if ('help' in asked) {
  console.log(usage)
  process.exit()
}
if ('problem' in asked) {
  console.error(`${asked.problem}. There are:\n${usage}`)
  process.exit(2)
}

const seconds = () => performance.now() / 1_000
const folder = mkdtempSync(join(tmpdir(), `front-office-chaos-${asked.seed}-`))
chmodSync(folder, 0o711)
const told: string[] = []
const note = (line: string) => {
  const stamped = `[${seconds().toFixed(1).padStart(6)} s] ${line}`
  told.push(stamped)
  return stamped
}
const say = (line: string) => console.log(note(line))
const signal = interruptedSignal()

await underFire(asked).catch((error: Error) => {
  console.error(`the run failed: ${error.stack}`)
  console.error(`once more: ${commandOf(asked)}`)
  console.error(`what there is of it: ${folder}`)
  process.exitCode = 1
})
process.exit()

async function underFire(options: ChaosOptions): Promise<void> {
  const schedule = scheduleOf(options)
  writeFileSync(join(folder, 'schedule.json'), JSON.stringify(schedule, null, 1))
  const outbox = join(folder, 'outbox.jsonl')
  say('starting all of Front Office in a scratch folder')
  const office = await startTestProduct({
    say: note,
    signal,
    outbox: { file: outbox, slowMs: schedule.slowMs },
  })
  const interrupted = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason)),
  )
  try {
    const evidence = await Promise.race([playSchedule({ office, outbox, schedule, say }), interrupted])
    keep(evidence)
    const { breaches, line } = verdictOf(evidence)
    for (const { kind, words } of breaches) console.log(`${kind}: ${words}`)
    console.log(`seed ${options.seed}: ${line}`)
    const failing = breaches.filter(({ kind }) => options.isJudged || kind !== 'recovery')
    if (failing.length > 0) throw new Error(`${failing.length} breaches`)
  } finally {
    keepLogs(office.folder)
    await office.stop()
  }
  if (options.isKept) console.log(`kept in ${folder}`)
  else rmSync(folder, { recursive: true, force: true })
}

function keep({ lines, ...evidence }: Evidence): void {
  writeFileSync(join(folder, 'export.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  writeFileSync(join(folder, 'evidence.json'), JSON.stringify(evidence, null, 1))
}

function keepLogs(data: string): void {
  writeFileSync(join(folder, 'told.log'), told.map((line) => `${line}\n`).join(''))
  mkdirSync(join(folder, 'mac-mini'), { recursive: true })
  for (const name of ['logs', 'mac-mini/journal', 'mac-mini/spool', 'practice/state'])
    cpSync(join(data, name), join(folder, name), { recursive: true })
}
