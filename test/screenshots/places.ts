import { agentsContract } from '#api/agents/contract.ts'
import { documentsContract } from '#api/documents/contract.ts'
import { effectsContract } from '#api/effects/contract.ts'
import { findingsContract } from '#api/findings/contract.ts'
import { projectsContract } from '#api/projects/contract.ts'
import { runbooksContract } from '#api/runbooks/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import { slugOf } from '#domain/runbook/runbook-name-rules.ts'
import type { Ask } from '../http-client.ts'

export interface Place {
  name: string
  path: string
  isSignedOut?: boolean
}

const named = <T>(items: readonly T[], isIt: (item: T) => boolean, what: string): T => {
  const found = items.find(isIt)
  if (!found) throw new Error(`the sample has no ${what}`)
  return found
}

/** Every page of the product, with the sample in it. */
export async function placesOf(ask: Ask): Promise<Place[]> {
  const { items: projects } = await ask(projectsContract.listProjects)
  const project = named(projects, ({ name }) => name === 'Harrowgate Letter', 'Harrowgate Letter')
  const within = `/projects/${project.id}`
  const parts = ['tasks', 'agents', 'knowledge', 'runbooks', 'policies', 'outcomes', 'settings']
  return [
    { name: 'home', path: '/' },
    { name: 'inbox', path: '/inbox' },
    { name: 'projects', path: '/projects' },
    { name: 'new-project', path: '/projects/new' },
    { name: 'project', path: within },
    ...parts.map((part) => ({ name: `project-${part}`, path: `${within}/${part}` })),
    { name: 'project-ledger', path: `/ledger?projectId=${project.id}` },
    { name: 'tasks', path: '/tasks' },
    ...(await taskPlaces(ask)),
    ...(await effectPlaces(ask)),
    ...(await partsOfProject(ask, project.id)),
    ...(await forkedRunbook(
      ask,
      projects.map(({ id }) => id),
    )),
    ...['agents', 'policies', 'executors', 'findings', 'outcomes', 'shipped', 'activity', 'ledger'].map(
      (name) => ({ name, path: `/${name}` }),
    ),
    { name: 'operators', path: '/operators' },
    { name: 'api-keys', path: '/api-keys' },
    { name: 'sign-in', path: '/sign-in', isSignedOut: true },
  ]
}

/** A task of each kind, and what one of them knew. */
async function taskPlaces(ask: Ask): Promise<Place[]> {
  const { items: open } = await ask(tasksContract.listTasks, { query: { open: 'true', limit: 200 } })
  const { items: ended } = await ask(tasksContract.listTasks, { query: { limit: 300 } })
  const all = [...open, ...ended]
  const place = (name: string, title: string): Place => ({
    name: `task-${name}`,
    path: `/tasks/${named(all, (task) => task.title.startsWith(title), title).id}`,
  })
  const done = place('done', 'Write issue 147')
  return [
    place('approval', 'Send issue 148'),
    place('two-approvers', 'Order 300 sheets'),
    place('question', 'Quote the Fennel reprint'),
    place('running', 'Test the map'),
    place('held', 'Find markets in Cumbria'),
    place('unproven', 'Answer the 18'),
    place('uncertain', 'Refund booking 20817'),
    place('failed', 'Show the tasting cards'),
    done,
    { name: 'run-context', path: `${done.path}/runs/s1/context` },
  ]
}

async function effectPlaces(ask: Ask): Promise<Place[]> {
  const { items } = await ask(effectsContract.listEffects)
  const done = named(items, ({ proposal }) => proposal.status === 'performed', 'effect that was performed')
  return [
    { name: 'effects', path: '/effects' },
    { name: 'effect', path: `/effects/${done.id}` },
  ]
}

async function partsOfProject(ask: Ask, projectId: string): Promise<Place[]> {
  const { items: agents } = await ask(agentsContract.listAgents, { query: { projectId } })
  const agent = named(agents, ({ name }) => name === 'Letter editor', 'Letter editor')
  const { items: documents } = await ask(documentsContract.listDocuments, { params: { projectId } })
  const document = named(documents, ({ title }) => title === 'House style', 'house style')
  const { items: runbooks } = await ask(runbooksContract.listRunbooks, { params: { projectId } })
  const runbook = named(runbooks, ({ lastRun }) => lastRun !== null, 'runbook')
  const { items: findings } = await ask(findingsContract.listFindings, { query: { view: 'open' } })
  const finding = named(findings, () => true, 'open finding')
  return [
    { name: 'agent', path: `/agents/${agent.id}` },
    { name: 'document', path: `/documents/${document.id}` },
    { name: 'document-versions', path: `/documents/${document.id}/versions` },
    { name: 'runbook', path: `/projects/${projectId}/runbooks/${slugOf(runbook.name)}` },
    { name: 'runbook-run', path: `/runbook-runs/${runbook.lastRun?.id}` },
    { name: 'finding', path: `/findings/${finding.id}` },
  ]
}

/** One whose ways part and meet again, and what became of it. */
async function forkedRunbook(ask: Ask, projectIds: readonly string[]): Promise<Place[]> {
  const lists = await Promise.all(
    projectIds.map((projectId) => ask(runbooksContract.listRunbooks, { params: { projectId } })),
  )
  const { projectId, name, lastRun } = named(
    lists.flatMap(({ items }) => items),
    ({ yaml, lastRun }) => yaml.includes('parallel:') && lastRun !== null,
    'runbook with parallel steps',
  )
  return [
    { name: 'runbook-forked', path: `/projects/${projectId}/runbooks/${slugOf(name)}` },
    { name: 'runbook-forked-run', path: `/runbook-runs/${lastRun?.id}` },
    { name: 'new-runbook', path: `/projects/${projectId}/new-runbook` },
    { name: 'new-agent', path: `/projects/${projectId}/new-agent` },
  ]
}
