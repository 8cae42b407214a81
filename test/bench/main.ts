import { availableParallelism, loadavg } from 'node:os'
import { benchArtifact } from './artifact.ts'
import type { BenchContext } from './context.ts'
import { benchExecutor } from './executor.ts'
import { isShort, lineOf } from './figures.ts'
import { benchGate } from './gate.ts'
import { benchLedger, fullSize, smallSize } from './ledger.ts'
import { benchPortfolio } from './portfolio.ts'
import { benchStart } from './start.ts'
import { benchTask } from './task.ts'

const usage = `npm run bench -- start         the first start of a clone, the next ones, the size of an install, the memory
npm run bench -- task [pairs]  what the record costs a task with one approval (20 pairs)
npm run bench -- gate          what the gate costs a call that it lets pass, and what a policy of 1,000 rules costs
npm run bench -- executor      a queue of 100 runs beside the gateway's bare client, and two projects in one queue
npm run bench -- artifact      a file of 200 MB on its way here, with three cuts and a restart of the api
npm run bench -- portfolio     home and lists over 50 projects with 20,000 tasks
npm run bench -- ledger        the record beside bare inserts, its order, its readers, its check (--small: a short one)`

const started = performance.now()
const say = (line: string) =>
  console.log(`[${((performance.now() - started) / 1_000).toFixed(1).padStart(6)} s] ${line}`)

const [name = '', pairs] = process.argv.slice(2)
const benchmarks = {
  start: benchStart,
  executor: benchExecutor,
  gate: benchGate,
  artifact: benchArtifact,
  portfolio: benchPortfolio,
  ledger: (context: BenchContext) => benchLedger(context, pairs === '--small' ? smallSize : fullSize),
  task: (context: BenchContext) => benchTask(context, pairs ? Number(pairs) : undefined),
}
const bench = Object.hasOwn(benchmarks, name) ? benchmarks[name as keyof typeof benchmarks] : null
if (!bench) {
  console.error(usage)
  process.exit(2)
}

const stopping = new AbortController()
const endings: (() => Promise<unknown>)[] = []
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, async () => {
    if (stopping.signal.aborted) return
    say('stopping')
    stopping.abort(new Error('it was interrupted'))
    await end()
    process.exit(130)
  })
}

const loadWords = () => `load of this machine: ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores`
say(`${loadWords()}; what others do here shows in every time`)
const figures = await bench({ say, signal: stopping.signal, atEnd: (work) => endings.push(work) }).catch(
  (error: Error) => {
    console.error(`the benchmark '${name}' could not measure: ${error.stack}`)
    return null
  },
)
await end()
say(loadWords())
for (const figure of figures ?? []) console.log(lineOf(figure))
const missed = figures?.filter(isShort).length ?? 0
if (missed > 0) console.log(`${missed} of ${figures?.length} figures missed their bar`)
process.exit(figures === null || missed > 0 ? 1 : 0)

async function end(): Promise<void> {
  for (const work of endings.splice(0).reverse())
    await work().catch((error) => console.error(`at the end: ${error.message}`))
}
