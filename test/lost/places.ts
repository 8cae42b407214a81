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
  const [plain, patient, paused, limited, spent] = await Promise.all([
    office.aProject({ retryDelayMs: 300, maxRetries: 5 }),
    office.aProject({ retryDelayMs, maxRetries: 1 }),
    office.aProject(),
    office.aProject(),
    office.aProject(),
  ])
  await turnTo(office, paused, 'paused')
  await rule(office, limited, { wipLimit: 1 })
  await rule(office, spent, oneRun)
  const first = await office.aTask(spent, 'finish: spent')
  await office.until(first, ({ status }) => status === 'done')
  return { plain, patient, paused, limited, spent }
}

/** Takes away what holds the runs of two of them. */
export async function letGo(office: TestProduct, { paused, spent }: Record<Place, Where>): Promise<void> {
  await turnTo(office, paused, 'active')
  await rule(office, spent, {})
}

const turnTo = ({ ask }: TestProduct, { projectId }: Where, stage: 'active' | 'paused') =>
  ask(projectsContract.changeStage, { params: { projectId }, body: { stage } })

async function rule({ ask }: TestProduct, { projectId: scopeId }: Where, rules: Rules): Promise<void> {
  const { version } = await ask(policiesContract.getPolicy, { params: { scopeId } })
  const body = { document: PolicyDocument.parse(rules), version }
  await ask(policiesContract.changePolicy, { params: { scopeId }, body })
}
