import { agentsContract } from '#api/agents/contract.ts'
import { inboxContract } from '#api/inbox/contract.ts'
import { sessionContract } from '#api/session/contract.ts'
import type { Story } from '../cast.ts'

/**
 * A provider that is away is tried again and gives up; one that refuses fails at once. Grace takes that one.
 * Of two agents: one that failed three times alike would be paused.
 */
export const failureStory: Story = async ({ owner, grace, shop }) => {
  const away = await owner.aTask(shop, 'Count the stock\nfail: 503')
  const lil = { projectId: shop.projectId, name: 'Lil', role: 'Translator' }
  const { id: agentId } = await owner.ask(agentsContract.createAgent, { body: lil })
  const wrong = await owner.aTask({ ...shop, agentId }, 'Translate the labels\nfail: 400')
  for (const taskId of [away, wrong]) await owner.until(taskId, ({ status }) => status === 'failed')
  const { id } = await grace.ask(sessionContract.getMe)
  const items = [{ id: `failed:${wrong}`, from: null }]
  await grace.ask(inboxContract.assignItems, { body: { items, to: id } })
  const seen = { items: [`failed:${away}`], note: 'The provider was down. Nothing to do.' }
  await owner.ask(inboxContract.closeItems, { body: seen })
  return 'two tasks failed, one after a second try; Grace took one, the owner closed the other as seen'
}
