import { Client } from '@temporalio/client'
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker'
import { connectClient, connectWorker } from '#platform/temporal.ts'
import { startTestProduct } from '../product.ts'
import type { BenchContext } from './context.ts'
import { type Figure, median, percentile, spread } from './figures.ts'
import { bareOnce, oursOnce, outboxOf, type Sample, type Where } from './task-pair.ts'

const warmUps = 2
const mostPairs = 500
const bareQueue = 'bench-bare'

/** A task with one approval beside a bare workflow with the same calls of the gateway, in turns. */
export async function benchTask(context: BenchContext, pairs = 20): Promise<Figure[]> {
  if (!(Number.isInteger(pairs) && pairs > 0 && pairs <= mostPairs))
    throw new Error(`the number of pairs is 1 to ${mostPairs}`)
  const where = await setUp(context)
  const ours: Sample[] = []
  const bare: Sample[] = []
  for (let i = -warmUps; i < pairs; i++) {
    context.signal.throwIfAborted()
    // Whichever goes second finds the machine as the first one left it, so they take turns in that too.
    const isOursFirst = i % 2 === 0
    const first = isOursFirst ? await oursOnce(where) : null
    const other = await bareOnce(where)
    const own = first ?? (await oursOnce(where))
    if (i < 0) continue
    ours.push(own)
    bare.push(other)
    if ((i + 1) % 5 === 0) context.say(`${i + 1} of ${pairs} pairs`)
  }
  mustHaveActedOnce(where, pairs)
  return figuresOf(ours, bare)
}

async function setUp({ say, signal, atEnd }: BenchContext): Promise<Where> {
  const starting = startTestProduct({ say, signal })
  atEnd(async () => (await starting.catch(() => null))?.stop())
  const office = await starting
  const target = {
    connectionOptions: { address: office.product.temporal.address },
    namespace: office.product.temporal.namespace,
  }
  const connection = await connectClient(target)
  const client = new Client({ connection, namespace: target.namespace })
  const stopBare = await startBare(target)
  atEnd(async () => {
    await stopBare()
    await connection.close()
  })
  say(`a bare workflow beside ${office.product.url}: ${warmUps} pairs to warm up, then those that count`)
  return { office, client, bareQueue, place: await office.aProject(), marks: [] }
}

/** Its workflow has a worker of its own, with the settings of ours; its activities are done by our mac-mini worker. */
async function startBare(target: Parameters<typeof connectWorker>[0]): Promise<() => Promise<void>> {
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] })
  const connection = await connectWorker(target)
  const worker = await Worker.create({
    connection,
    namespace: target.namespace,
    taskQueue: bareQueue,
    workflowsPath: new URL('./bare-workflow.ts', import.meta.url).pathname,
    maxCachedWorkflows: 300,
  })
  const running = worker.run()
  return async () => {
    worker.shutdown()
    await running
    await connection.close()
  }
}

function mustHaveActedOnce({ marks, office }: Where, pairs: number): void {
  const sent = outboxOf(office)
  const wrong = marks.filter((mark) => sent.filter((line) => line.includes(mark)).length !== 1)
  if (marks.length !== 2 * (pairs + warmUps) || wrong.length > 0)
    throw new Error(`${wrong.length} of ${marks.length} effects were not performed once`)
}

function figuresOf(ours: Sample[], bare: Sample[]): Figure[] {
  const of = (samples: Sample[], pick: (sample: Sample) => number) => samples.map(pick)
  const total = (samples: Sample[]) => of(samples, ({ toWaitMs, toEndMs }) => toWaitMs + toEndMs)
  const events = of(ours, (sample) => sample.events)
  const bareEvents = of(bare, (sample) => sample.events)
  const receipt = of(ours, (sample) => sample.toReceiptMs)
  const resumed = of(ours, (sample) => sample.toResumeMs)
  const part = (name: string, pick: (sample: Sample) => number): Figure => ({
    name: `of that: ${name}`,
    value: median(of(ours, pick)) - median(of(bare, pick)),
    unit: 'ms',
    detail: `${Math.round(median(of(ours, pick)))} against ${Math.round(median(of(bare, pick)))}`,
  })
  return [
    {
      name: 'history events over bare, most of ours minus median of bare',
      value: Math.max(...events) - median(bareEvents),
      unit: 'events',
      bar: 40,
      detail: `ours ${spread(events)}; bare ${spread(bareEvents)}`,
    },
    {
      name: 'added by the record, p50 of ours minus p50 of bare, without the human',
      value: median(total(ours)) - median(total(bare)),
      unit: 'ms',
      bar: 250,
      detail: `ours ${spread(total(ours))}; bare ${spread(total(bare))}`,
    },
    part('start until it waits for the approval', (sample) => sample.toWaitMs),
    part('decision until the end', (sample) => sample.toEndMs),
    {
      name: 'decision by HTTP until the gateway performs the call, p95',
      value: percentile(receipt, 95),
      unit: 'ms',
      bar: 500,
      detail: `${spread(receipt)}; bare, from its signal, ${spread(of(bare, (sample) => sample.toReceiptMs))}`,
    },
    {
      name: 'decision by HTTP until the gateway has the agent’s next run, p95',
      value: percentile(resumed, 95),
      unit: 'ms',
      bar: 500,
      detail: `${spread(resumed)}; bare ${spread(of(bare, (sample) => sample.toResumeMs))}`,
    },
  ]
}
