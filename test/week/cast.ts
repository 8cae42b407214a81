import { agentsContract } from '#api/agents/contract.ts'
import { apiKeysContract } from '#api/api-keys/contract.ts'
import { executorsContract } from '#api/executors/contract.ts'
import { operatorsContract } from '#api/operators/contract.ts'
import { projectsContract } from '#api/projects/contract.ts'
import type { Policy } from '#domain/policy/policy.ts'
import { type Ask, askByKey, joinedBy } from '../http-client.ts'
import { type Deeds, deedsOf, type TestProduct } from '../product.ts'
import { eventually } from './eventually.ts'

/** Somebody who works here, and what they do over HTTP. */
export interface Person extends Deeds {
  ask: Ask
}

/** A project and the agent that works for it. */
export interface Place {
  projectId: string
  agentId: string
}

/** Who and what a week is played with: two operators and three projects. */
export interface Cast {
  office: TestProduct
  owner: Person
  grace: Person
  /** A script with an API key for the letter, and for nothing else. */
  script: Ask
  letter: Place
  shop: Place
  atlas: Place
}

/** What happened, in a sentence. Throws where it went another way. */
export type Story = (cast: Cast) => Promise<string>

interface Plan {
  name: string
  mission: string
  stage?: 'idea' | 'active'
  policy?: Partial<Policy>
  agent: { name: string; role: string }
}

const plans = {
  letter: {
    name: 'Harbour Letter',
    mission: 'A letter every week for people who live by the harbour.',
    policy: { extraSafeTools: ['write'] },
    agent: { name: 'Ines', role: 'Writer' },
  },
  shop: {
    name: 'Tin Shop',
    mission: 'Sells tin toys that last.',
    policy: { retryDelayMs: 100, maxRetries: 1 },
    agent: { name: 'Bo', role: 'Shopkeeper' },
  },
  atlas: {
    name: 'Garden Atlas',
    mission: 'A map of the gardens that anybody may walk in.',
    stage: 'idea',
    agent: { name: 'Cleo', role: 'Researcher' },
  },
} as const satisfies Record<string, Plan>

/** The second operator joins by an invite; then there are three projects, each with an agent. */
export async function castOf(office: TestProduct): Promise<Cast> {
  const { link } = await office.ask(operatorsContract.inviteOperator, { body: { role: 'operator' } })
  const grace = await joinedBy(link, { name: 'Grace Partner', email: 'grace@example.com' })
  const executors = () => office.ask(executorsContract.listExecutors)
  await eventually('the executor is ready', executors, ({ items }) => items[0]?.state === 'ready')
  const [letter, shop, atlas] = [
    await placeOf(office.ask, plans.letter),
    await placeOf(office.ask, plans.shop),
    await placeOf(grace.ask, plans.atlas),
  ]
  return {
    office,
    owner: office,
    grace: { ask: grace.ask, ...deedsOf(grace.ask) },
    script: askByKey(office.product.url, await keyFor(office.ask, letter)),
    ...{ letter, shop, atlas },
  }
}

async function keyFor(ask: Ask, { projectId }: Place): Promise<string> {
  const actions = ['read' as const, 'startRunbook' as const, 'bookMoney' as const]
  const body = { name: 'Letter script', projectIds: [projectId], actions }
  return (await ask(apiKeysContract.createApiKey, { body })).token
}

async function placeOf(ask: Ask, { agent, ...project }: Plan): Promise<Place> {
  const { id: projectId } = await ask(projectsContract.createProject, { body: project })
  const { id: agentId } = await ask(agentsContract.createAgent, { body: { projectId, ...agent } })
  return { projectId, agentId }
}
