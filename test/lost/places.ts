import { setTimeout as sleep } from 'node:timers/promises'
import { agentsContract } from '#api/agents/contract.ts'
import { killSwitchesContract } from '#api/kill-switches/contract.ts'
import { policiesContract } from '#api/policies/contract.ts'
import { projectsContract } from '#api/projects/contract.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { TestProduct } from '../product.ts'
import { type Place, retryDelayMs } from './cases.ts'

export interface Where {
  projectId: string
  agentId: string
}
type Rules = Partial<PolicyDocument>

const oneRun: Rules = {
  budgets: [{ metric: 'runs', period: 'lifetime', limit: 1, perRun: null, warnAt: 80 }],
}

/** The projects of the cases, each with the rule that holds its runs. */
export async function openPlaces(office: TestProduct): Promise<Record<Place, Where>> {
  const [plain, patient, paused, limited, spent, shut, killed, looping] = await Promise.all([
    office.aProject({ retryDelayMs: 300, maxRetries: 5 }),
    office.aProject({ retryDelayMs, maxRetries: 1 }),
    office.aProject(),
    office.aProject(),
    office.aProject(),
    office.aProject(),
    office.aProject(),
    office.aProject(),
  ])
  // Two tasks of one agent fail alike on purpose.
  await rule(office, 'portfolio', { loopLimit: 20 })
  await turnTo(office, paused, 'paused')
  await rule(office, limited.projectId, { wipLimit: 1 })
  await rule(office, spent.projectId, oneRun)
  // Open on the day after tomorrow alone.
  const days = [((new Date().getUTCDay() + 1) % 7) + 1]
  await rule(office, shut.projectId, { hours: { timeZone: 'UTC', days, from: '00:00', to: '24:00' } })
  const params = { scopeId: killed.projectId }
  await office.ask(killSwitchesContract.setKillSwitch, { params, body: { reason: 'to be looked at' } })
  const first = await office.aTask(spent, 'finish: spent')
  await office.until(first, ({ status }) => status === 'done')
  await goInCircles(office, looping)
  return { plain, patient, paused, limited, spent, shut, killed, looping }
}

/** Until the agent is paused for it. */
async function goInCircles(office: TestProduct, where: Where): Promise<void> {
  const params = { agentId: where.agentId }
  await rule(office, where.agentId, { loopLimit: 2, maxRetries: 0 })
  for (let times = 0; times < 2; times++) {
    const taskId = await office.aTask(where, 'fail: 401')
    await office.until(taskId, ({ status }) => status === 'failed')
  }
  while ((await office.ask(agentsContract.getAgent, { params })).pause === null) await sleep(50)
}

/** Takes away what holds the runs of five of them. */
export async function letGo(
  office: TestProduct,
  { paused, spent, shut, killed, looping }: Record<Place, Where>,
): Promise<void> {
  await turnTo(office, paused, 'active')
  await rule(office, spent.projectId, {})
  await rule(office, shut.projectId, {})
  const params = { scopeId: killed.projectId }
  await office.ask(killSwitchesContract.liftKillSwitch, { params, body: {} })
  const agent = { agentId: looping.agentId }
  await office.ask(agentsContract.resumeAgent, { params: agent, body: { note: 'It may go on.' } })
}

const turnTo = ({ ask }: TestProduct, { projectId }: Where, stage: 'active' | 'paused') =>
  ask(projectsContract.changeStage, { params: { projectId }, body: { stage } })

async function rule({ ask }: TestProduct, scopeId: string, rules: Rules): Promise<void> {
  const { version } = await ask(policiesContract.getPolicy, { params: { scopeId } })
  const body = { document: PolicyDocument.parse(rules), version }
  await ask(policiesContract.changePolicy, { params: { scopeId }, body })
}
