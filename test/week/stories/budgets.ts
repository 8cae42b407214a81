import { agentsContract } from '#api/agents/contract.ts'
import { policiesContract } from '#api/policies/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import type { Budget } from '#domain/policy/policy-document.ts'
import type { Cast, Person, Story } from '../cast.ts'
import { expectThat } from '../eventually.ts'

type NewBudget = Pick<Budget, 'metric' | 'period' | 'limit'> & Partial<Budget>

/** A run is stopped by its budget and goes on when that is raised; a spent budget holds the next task. */
export const budgetStory: Story = async (cast) => {
  const { owner, grace, shop } = cast
  const [tess, ned] = [await agentOf(cast, 'Tess', 'Accountant'), await agentOf(cast, 'Ned', 'Packer')]
  const tokens = { metric: 'tokens', period: 'lifetime', limit: 100_000 } as const
  await budget(owner, tess, { ...tokens, perRun: 1_500 }, 'Short looks only')
  await budget(owner, ned, { metric: 'runs', period: 'lifetime', limit: 1 }, 'One try')

  const steps = Array.from({ length: 6 }, (_, i) => `slow: 900\nupdate: page ${i + 1} is checked`)
  const long = await grace.aTask(
    { ...shop, agentId: tess },
    ['Check the books', ...steps, 'finish: they add up'].join('\n'),
  )
  const packed = await grace.aTask({ ...shop, agentId: ned }, 'Pack ten toys\nfinish: packed')
  await grace.until(packed, ({ status }) => status === 'done')
  const held = await grace.aTask({ ...shop, agentId: ned }, 'Pack ten more\nfinish: packed')

  const { state } = await owner.until(long, ({ waitKind }) => waitKind === 'budget')
  expectThat(state.runs[0]?.outcome === 'over_budget', 'the run was stopped because its budget was used up')
  await budget(owner, tess, { ...tokens, perRun: 50_000 }, 'The books need longer')
  const body = { text: 'You have more now. Go on.' }
  await owner.ask(tasksContract.messageTask, { params: { taskId: long }, body })
  await owner.until(long, ({ status }) => status === 'done')
  await owner.until(held, ({ waitKind }) => waitKind === 'budget')
  return 'a run was stopped by its budget, which the owner raised, and it went on; a spent one holds a task'
}

async function agentOf({ owner, shop }: Cast, name: string, role: string): Promise<string> {
  const body = { projectId: shop.projectId, name, role }
  return (await owner.ask(agentsContract.createAgent, { body })).id
}

async function budget({ ask }: Person, scopeId: string, wanted: NewBudget, note: string): Promise<void> {
  const { document, version } = await ask(policiesContract.getPolicy, { params: { scopeId } })
  const body = { document: { ...document, budgets: [wanted] }, version, note }
  await ask(policiesContract.changePolicy, { params: { scopeId }, body })
}
