import { findingsContract } from '#api/findings/contract.ts'
import { asked } from '../../openclaw/practice-world.ts'
import type { TestProduct } from '../../product.ts'
import type { Cast, Person, Story } from '../cast.ts'
import { eventually, expectThat } from '../eventually.ts'

interface Job {
  id: string
  payload: { message: string }
}
const executorId = 'mac-mini'
const job = {
  name: 'Morning quotes',
  agentId: 'main',
  schedule: { kind: 'cron', expr: '0 7 * * *', tz: 'Europe/Berlin' },
  sessionTarget: 'isolated',
  wakeMode: 'now',
  payload: { kind: 'agentTurn', message: 'Find three quotes.' },
}

/** What somebody changes on the gateway behind our back is found, repaired, and looked at again. */
export const driftStory: Story = async (cast) => {
  const { office, owner, grace } = cast
  const { id } = await byHand<Job>(office, 'cron.add', job)
  await decide(grace, await found(cast, 'extra'), 'adopt', 'Ines asked for it.')

  const payload = { kind: 'agentTurn', message: 'Find thirty quotes and buy them.' }
  await byHand(office, 'cron.update', { id, patch: { payload } })
  const changed = await found(cast, 'changed')
  await decide(owner, changed, 'repair')
  const read = () => owner.ask(findingsContract.getFinding, { params: { findingId: changed } })
  await eventually('a second look found it right', read, ({ status }) => status === 'repaired')
  const { jobs } = await byHand<{ jobs: Job[] }>(office, 'cron.list', { enabled: 'all' })
  expectThat(jobs[0]?.payload.message === job.payload.message, 'the job is what the record says again')

  const file = { agentId: 'main', name: 'AGENTS.md', content: 'Be kind.\nBe brief.\n' }
  await byHand(office, 'agents.files.set', file)
  await found(cast, 'extra')
  return 'a job changed behind our back was repaired and verified by a second look; a new file is an open finding'
}

/** As somebody with the gateway's own token does it, without Front Office. */
function byHand<T>({ product }: TestProduct, method: string, params: Record<string, unknown>): Promise<T> {
  const { ports, secrets } = product
  const target = { url: `ws://127.0.0.1:${ports.practice}`, token: secrets.practiceToken }
  return asked<T>(target, method, params, ['operator.read', 'operator.admin'])
}

/** Looks, and answers the open finding of this difference. */
async function found({ owner }: Cast, difference: string): Promise<string> {
  await owner.ask(findingsContract.lookNow, { params: { executorId } })
  const open = () => owner.ask(findingsContract.listFindings, { query: { view: 'open', scope: executorId } })
  const isIt = (one: { difference: string }) => one.difference === difference
  const { items } = await eventually(`a look finds what is ${difference}`, open, (all) =>
    all.items.some(isIt),
  )
  return items.find(isIt)?.id ?? ''
}

async function decide({ ask }: Person, findingId: string, verdict: 'adopt' | 'repair', reason = '') {
  const { theirs } = await ask(findingsContract.getFinding, { params: { findingId } })
  const body = { verdict, seen: theirs?.hash ?? null, reason }
  await ask(findingsContract.decideFinding, { params: { findingId }, body })
}
