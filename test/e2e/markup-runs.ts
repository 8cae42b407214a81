import { tasksContract } from '#api/tasks/contract.ts'
import { lookOf } from '../openclaw/practice-world.ts'
import type { TestProduct } from '../product.ts'
import type { MarkupWriter } from './markup-words.ts'
import { until } from './stage.ts'

/** A chat with the agent, in whose words everything is markup, and another client that names itself so. */
export async function foreignRuns(to: MarkupWriter, office: TestProduct): Promise<void> {
  const { ports, secrets } = office.product
  const target = { url: `ws://127.0.0.1:${ports.practice}`, token: secrets.practiceToken }
  const { byHand } = lookOf(target)
  const told = (what: string) => to.text(`${what} of a foreign run`)
  const message = `${told('what was asked')}\nsafe: notes.md\nanswer: ${told('what was answered')}`
  const chat = { sessionKey: 'agent:main:main', message, idempotencyKey: 'markup-chat' }
  await byHand('chat.send', chat)
  const sessionKey = `agent:main:${told('the session')}`
  const client = { sessionKey, idempotencyKey: 'markup-client', agentId: 'main' }
  await byHand('agent', { ...client, message: `answer: ${told('the only word')}` })
  await until(async () => {
    const { items } = await office.ask(tasksContract.listTasks)
    const adopted = items.filter(({ starter }) => starter !== null)
    return (adopted.length === 2 && adopted.every(({ status }) => status === 'done')) || undefined
  }, 'both foreign runs are in the record')
}

/** A run that is still going on when this answers, and for a minute more. */
export async function liveRun(to: MarkupWriter, office: TestProduct): Promise<string> {
  const told = (what: string) => to.text(`${what} in the live view`)
  const words = Array.from({ length: 30 }, (_, i) => `word${i + 1}`).join(' ')
  const lines = [
    `safe: ${told('an argument of a tool')}`,
    'slow: 60000',
    `answer: ${told('what is said')} ${words}`,
  ]
  const taskId = await office.aTask(await office.aProject(), lines.join('\n'))
  await office.until(taskId, ({ status }) => status === 'running')
  return taskId
}
