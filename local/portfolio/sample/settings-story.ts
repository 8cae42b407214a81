import { bytesOf } from '#domain/document/document-rules.ts'
import { newId } from '#domain/ids.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import { dayOf, daysAfter, mondayOf, weekOf, weeksAfter } from '#domain/outcome/iso-week.ts'
import { defaultPolicy } from '#domain/policy/policy.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import { createAgent } from '#prisma/write/settings/agents.ts'
import { changeDocument, createDocument } from '#prisma/write/settings/documents.ts'
import { recordHeartbeat } from '#prisma/write/settings/heartbeats.ts'
import { bookMoney, type NewMoney, setOperatorRate } from '#prisma/write/settings/money.ts'
import {
  closeObjective,
  makeDecision,
  noteLearning,
  reviewDecision,
  setObjective,
} from '#prisma/write/settings/outcomes.ts'
import { changePolicy, type PolicyScope } from '#prisma/write/settings/policies.ts'
import { createProject } from '#prisma/write/settings/projects.ts'
import type { StoryPlace } from '../story-facts.ts'
import type { Business } from './business.ts'
import type { World } from './business-story.ts'

const hour = 3_600_000
const iso = (ms: number) => new Date(ms).toISOString()

/** The project with its agents, and all that its operators set up and wrote down in a month. */
export function tellSettings(
  world: World,
  business: Business,
  { projectId, places }: { projectId: string; places: Map<string, StoryPlace> },
): void {
  const { timeline, pool, people } = world
  const createdAt = world.dayAt(29, 8.5)
  const by = { at: iso(createdAt), actor: people.actors.Mara }
  timeline.at(createdAt, async () => {
    const { name, mission, perHour } = business
    const body = { name, mission, isSample: false, policy: defaultPolicy }
    await createProject(pool, projectId, { ...by, type: 'project_created', body })
    await setOperatorRate(pool, projectId, { perHour, currency: 'USD' }, by)
  })
  for (const { name, role, charter, heartbeat } of business.agents) {
    const place = places.get(name) as StoryPlace
    const { agentId, executorId, openclawAgentId } = place
    const agent = { projectId, name, role, charter, executorId, openclawAgentId }
    timeline.at(createdAt + hour / 4, () =>
      createAgent(pool, agentId, { ...by, type: 'agent_created', body: agent }),
    )
    const setAt = world.dayAt(28, 8)
    if (heartbeat)
      timeline.at(setAt, () =>
        recordHeartbeat(pool, place, { ...by, at: iso(setAt), type: 'heartbeat_set', body: heartbeat }),
      )
  }
  tellPolicies(world, business, { projectId, places })
  tellDocuments(world, business, projectId)
  tellMoney(world, business, projectId)
  tellPlans(world, business, projectId)
}

function tellPolicies(
  world: World,
  { policy, agentPolicy }: Business,
  { projectId, places }: { projectId: string; places: Map<string, StoryPlace> },
): void {
  const at = world.dayAt(29, 9)
  const project = { scopeId: projectId, scope: 'project', projectId } as const
  world.timeline.at(at, () => writePolicy(world, project, policy, at))
  const agentId = agentPolicy && places.get(agentPolicy.agent)?.agentId
  if (!agentId) return
  const agent = { scopeId: agentId, scope: 'agent', projectId } as const
  world.timeline.at(at + hour, () => writePolicy(world, agent, agentPolicy, at + hour))
}

/** The first version of a scope's policy. */
export const writePolicy = (
  { pool, people }: World,
  scope: PolicyScope,
  { document, note }: Business['policy'],
  at: number,
): Promise<void> => {
  const change = { document: PolicyDocument.parse(document), note, version: 0 }
  return changePolicy(pool, scope, change, { operatorId: people.ids.Mara, at: iso(at) })
}

function tellDocuments({ timeline, pool, people, dayAt }: World, { documents }: Business, projectId: string) {
  for (const { title, isAlways = false, by, versions } of documents) {
    const documentId = newId('document')
    for (const [i, [daysAgo, text]] of versions.entries()) {
      const at = dayAt(daysAgo, 9.6 + i / 5)
      const content = { title, sha256: sha256Hex(text), size: bytesOf(text), isAlways }
      const fact = { at: iso(at), actor: people.actors[by] }
      timeline.at(at, () =>
        i === 0
          ? createDocument(pool, {
              documentId,
              text,
              fact: { ...fact, type: 'document_created', body: { projectId, ...content } },
            })
          : changeDocument(pool, {
              documentId,
              text,
              fact: {
                ...fact,
                type: 'document_changed',
                body: { version: i + 1, ...content, restoredFrom: null },
              },
            }),
      )
    }
  }
}

function tellMoney({ timeline, pool, people, dayAt }: World, { money }: Business, projectId: string): void {
  for (const [i, { kind, daysAgo, amount, note, source = 'form' }] of money.entries()) {
    const at = dayAt(daysAgo, 17)
    const event: NewMoney = {
      moneyId: newId('money'),
      kind,
      amount,
      currency: 'USD',
      occurredOn: dayOf(iso(at)),
      source,
      note,
      externalId: source === 'form' ? null : `payout-${daysAgo}-${i}`,
      importedFrom: null,
    }
    timeline.at(at, () => bookMoney(pool, projectId, event, { at: iso(at), actor: people.actors.Mara }))
  }
}

function tellPlans(world: World, business: Business, projectId: string): void {
  const { timeline, pool, people, dayAt, end } = world
  const [mara, theo] = [people.actors.Mara, people.actors.Theo]
  const today = dayOf(iso(end))
  for (const { weeksAgo, title, target, outcome, note = '' } of business.objectives) {
    const objectiveId = newId('objective')
    const week = weeksAfter(weekOf(today), -weeksAgo)
    const monday = Date.parse(`${mondayOf(week)}T08:00:00.000Z`)
    const setAt = Math.max(dayAt(28, 8), Math.min(monday, end - 6 * hour))
    const set = { objectiveId, week, title, target }
    timeline.at(setAt, () => setObjective(pool, projectId, set, { at: iso(setAt), actor: mara }))
    const closedAt = monday + (4 * 24 + 8) * hour
    if (outcome)
      timeline.at(closedAt, () =>
        closeObjective(pool, projectId, { objectiveId, outcome, note }, { at: iso(closedAt), actor: theo }),
      )
  }
  for (const { daysAgo, title, context, choice, reviewIn, review } of business.decisions) {
    const decisionId = newId('decision')
    const at = dayAt(daysAgo, 16)
    const made = { decisionId, title, context, choice, reviewOn: daysAfter(today, reviewIn) }
    timeline.at(at, () => makeDecision(pool, projectId, made, { at: iso(at), actor: mara }))
    if (!review) continue
    const reviewedAt = dayAt(review.daysAgo, 16)
    const { verdict, note } = review
    timeline.at(reviewedAt, () =>
      reviewDecision(pool, projectId, { decisionId, verdict, note }, { at: iso(reviewedAt), actor: theo }),
    )
  }
  for (const { daysAgo, text } of business.learnings) {
    const at = dayAt(daysAgo, 18)
    const body = { learningId: newId('learning'), text }
    timeline.at(at, () => noteLearning(pool, projectId, body, { at: iso(at), actor: theo }))
  }
}
