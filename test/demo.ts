import { interruptedSignal } from '../local/interrupted.ts'
import { runSteps } from '../local/steps.ts'
import { hasBuiltServer } from '../local/temporal-build.ts'
import { isShort, lineOf } from './bench/figures.ts'
import { demoOptions, usage } from './demo/options.ts'
import type { Stage } from './demo/stage.ts'
import { taskDemo } from './demo/task.ts'
import { startTestProduct } from './product.ts'
import { weekDemo } from './week/week.ts'

// `npm run demo`: a story played on a Front Office of its own, from the first start to the last stop.
interface Demo {
  name: string
  play(stage: Stage): Promise<void>
  /** Seconds, once all that is made once is there. */
  bar: number
}
const demos: Record<'task' | 'week', Demo> = {
  task: { name: 'npm run demo', play: taskDemo, bar: 30 },
  week: { name: 'npm run demo -- --week', play: weekDemo, bar: 90 },
}

const asked = demoOptions(process.argv.slice(2))
if ('help' in asked) {
  console.log(usage)
  process.exit()
}
if ('problem' in asked) {
  console.error(`${asked.problem}. There are:\n${usage}`)
  process.exit(2)
}

/** Since this process began. */
const seconds = () => performance.now() / 1_000
const say = (line: string) => console.log(`[${seconds().toFixed(1).padStart(5)} s] ${line}`)
const signal = interruptedSignal()

await measured(demos[asked.demo], asked.isJudged).catch((error: Error) => {
  console.error(`the demo failed: ${error.message}`)
  process.exitCode = 1
})
process.exit()

/** The whole of it, from the start of the process to the last one that it started having ended. */
async function measured({ name, play, bar }: Demo, isJudged: boolean): Promise<void> {
  const made = await makeOnce()
  await onStage(play)
  const figure = { name: `${name}, starting and stopping everything`, value: seconds(), unit: 's' }
  if (made.length > 0 || !isJudged) {
    console.log(lineOf(figure))
    const why = made.length > 0 ? `${made.join(', ')} had to be made first; once made` : 'as asked for'
    console.log(`not judged: ${why}, its bar is ${bar} s`)
    return
  }
  console.log(lineOf({ ...figure, bar }))
  if (isShort({ ...figure, bar })) throw new Error(`It took longer than ${bar} s.`)
}

/** What had to be made, as in a fresh clone. */
async function makeOnce(): Promise<string[]> {
  const made = await runSteps(['client', 'bundle', 'web'], say, signal)
  return hasBuiltServer() ? made : [...made, 'a Temporal server, where none is found']
}

async function onStage(play: Demo['play']): Promise<void> {
  say('starting all of Front Office in a scratch folder')
  const office = await startTestProduct({ say, signal })
  try {
    const interrupted = new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(new Error('it was interrupted'))),
    )
    say(`Front Office runs at ${office.product.url}`)
    await Promise.race([play({ office, say }), interrupted])
  } finally {
    await office.stop()
    say('stopped everything and removed the scratch folder')
  }
}
