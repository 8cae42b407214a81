import { agentsContract } from '#api/agents/contract.ts'
import { documentsContract } from '#api/documents/contract.ts'
import { effectsContract } from '#api/effects/contract.ts'
import { findingsContract } from '#api/findings/contract.ts'
import { inboxContract } from '#api/inbox/contract.ts'
import { operatorsContract } from '#api/operators/contract.ts'
import { projectsContract } from '#api/projects/contract.ts'
import { runbooksContract } from '#api/runbooks/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import { slugOf } from '#domain/runbook/runbook-name-rules.ts'
import type { Ask } from '../http-client.ts'
import { type PictureIds, type TaskKind, taskKinds } from './pages.ts'

const named = <T>(items: readonly T[], isIt: (item: T) => boolean, what: string): T => {
  const found = items.find(isIt)
  if (!found) throw new Error(`the sample has no ${what}`)
  return found
}

/** What the sample has to show of each page. Makes one thing: an invite, because a link to join is told only once. */
export async function idsOfSample(ask: Ask): Promise<PictureIds> {
  const { items: projects } = await ask(projectsContract.listProjects)
  const project = named(projects, ({ name }) => name === 'Harrowgate Letter', 'Harrowgate Letter').id
  const tasks = await tasksOf(ask)
  const { state } = await ask(tasksContract.getTask, { params: { taskId: tasks.done } })
  const { items: effects } = await ask(effectsContract.listEffects)
  const { items: findings } = await ask(findingsContract.listFindings, { query: { view: 'open' } })
  const { items: inbox } = await ask(inboxContract.listInbox)
  const { link } = await ask(operatorsContract.inviteOperator, { body: { role: 'viewer' } })
  return {
    project,
    tasks,
    artifact: named(state.artifacts, () => true, 'artifact of the task that is done').itemId,
    effect: named(effects, ({ proposal }) => proposal.status === 'performed', 'effect that was performed').id,
    finding: named(findings, () => true, 'open finding').id,
    item: named(inbox, ({ taskId }) => taskId === tasks.approval, 'item of the task that asks').id,
    join: new URL(link).hash.slice(1),
    ...(await agentsOf(ask, project)),
    ...(await partsOfProject(ask, project)),
    forked: await forkedRunbook(
      ask,
      projects.map(({ id }) => id),
    ),
  }
}

/** A task of each kind. */
async function tasksOf(ask: Ask): Promise<PictureIds['tasks']> {
  const { items: open } = await ask(tasksContract.listTasks, { query: { open: 'true', limit: 200 } })
  const { items: ended } = await ask(tasksContract.listTasks, { query: { limit: 300 } })
  const all = [...open, ...ended]
  const ids = Object.entries(taskKinds).map(([kind, title]) => [
    kind,
    named(all, (task) => task.title.startsWith(title), title).id,
  ])
  return Object.fromEntries(ids) as Record<TaskKind, string>
}

/** The project's own, and one that has a policy of its own. */
async function agentsOf(ask: Ask, project: string) {
  const { items } = await ask(agentsContract.listAgents)
  const isEditor = (one: (typeof items)[number]) => one.projectId === project && one.name === 'Letter editor'
  return {
    agent: named(items, isEditor, 'Letter editor').id,
    agentOfPolicy: named(items, ({ name }) => name === 'Growth desk', 'Growth desk').id,
  }
}

async function partsOfProject(ask: Ask, projectId: string) {
  const params = { projectId }
  const { items: documents } = await ask(documentsContract.listDocuments, { params })
  const { items: runbooks } = await ask(runbooksContract.listRunbooks, { params })
  const runbook = named(runbooks, ({ lastRun }) => lastRun !== null, 'runbook')
  return {
    document: named(documents, ({ title }) => title === 'House style', 'house style').id,
    runbook: { name: slugOf(runbook.name), run: runbook.lastRun?.id ?? '' },
  }
}

/** One whose ways part and meet again, and what became of it. */
async function forkedRunbook(ask: Ask, projectIds: readonly string[]): Promise<PictureIds['forked']> {
  const lists = await Promise.all(
    projectIds.map((projectId) => ask(runbooksContract.listRunbooks, { params: { projectId } })),
  )
  const { projectId, name, lastRun } = named(
    lists.flatMap(({ items }) => items),
    ({ yaml, lastRun }) => yaml.includes('parallel:') && lastRun !== null,
    'runbook with parallel steps',
  )
  return { project: projectId, name: slugOf(name), run: lastRun?.id ?? '' }
}
