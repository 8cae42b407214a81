import { executorsContract } from '#api/executors/contract.ts'
import { findingsContract } from '#api/findings/contract.ts'
import { asked } from '../openclaw/practice-world.ts'
import type { TestProduct } from '../product.ts'
import { until } from './stage.ts'

export const untilExecutorIsReady = (office: TestProduct) =>
  until(async () => {
    const { items } = await office.ask(executorsContract.listExecutors)
    return items.every(({ state }) => state === 'ready') || undefined
  }, 'the executor is ready')

/** A job that somebody made on the gateway by hand, and the finding that it becomes. */
export async function aStrangeJob(office: TestProduct, name: string, message: string): Promise<string> {
  const { ports, secrets } = office.product
  const target = { url: `ws://127.0.0.1:${ports.practice}`, token: secrets.practiceToken }
  const job = {
    name,
    agentId: 'main',
    schedule: { kind: 'cron', expr: '0 7 * * *', tz: 'Europe/Berlin' },
    sessionTarget: 'isolated',
    wakeMode: 'now',
    payload: { kind: 'agentTurn', message },
  }
  await asked(target, 'cron.add', job, ['operator.read', 'operator.admin'])
  await office.ask(findingsContract.lookNow, { params: { executorId: 'mac-mini' } })
  const finding = async () =>
    (await office.ask(findingsContract.listFindings)).items.find((one) => one.subject.name === name)?.id
  return until(finding, `${name} is found`)
}
