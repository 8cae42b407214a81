import { nextBeats } from '#api/heartbeats/beat-times.ts'
import { newId } from '#domain/ids.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import { effectivePolicy } from '#domain/policy/effective-rules.ts'
import { defaultPolicy } from '#domain/policy/policy.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import { readRunbook } from '#domain/runbook/runbook-yaml.ts'
import { runbookTemplates } from '#domain/runbook/templates.ts'
import type { Pool } from '#prisma/client.ts'
import { createRunbook } from '#prisma/write/settings/runbooks.ts'
import { makeStandingGrant } from '#prisma/write/settings/standing-grants.ts'
import type { StoryPlace } from '../story-facts.ts'
import type { TaskStory } from '../task-story.ts'
import { type Away, tellBeats } from './beats.ts'
import type { Business, Job, PersonName } from './business.ts'
import { storyOf, type Telling } from './job-story.ts'
import type { SamplePeople } from './people.ts'
import { tellRun } from './run-story.ts'
import { type Timeline, tellStory } from './timeline.ts'
import { closeItem } from './triage.ts'

export interface World {
  timeline: Timeline
  pool: Pool
  people: SamplePeople
  random: () => number
  /** Milliseconds of an hour so many days ago, UTC. */
  dayAt: (daysAgo: number, hour: number) => number
  end: number
  portfolioPolicy: Partial<PolicyDocument>
  placeAll: () => Promise<void>
  away: Away
}

const firstDay = 28
const hour = 3_600_000
const minute = 60_000

/** What its agents did over the month: jobs, beats, runs of its runbook. */
export function tellWork(
  world: World,
  business: Business,
  { projectId, places }: { projectId: string; places: Map<string, StoryPlace> },
): void {
  const placeOf = (name: string) => {
    const place = places.get(name)
    if (!place) throw new Error(`${business.name} has no agent ${name}`)
    return place
  }
  tellJobs(world, business, placeOf)
  const { timeline, pool, random, placeAll, end, away } = world
  for (const { name, heartbeat, finds = [] } of business.agents) {
    if (!heartbeat) continue
    const times = nextBeats(heartbeat, new Date(world.dayAt(firstDay, 8)), 1_000)
    const met = times.filter((time) => Date.parse(time) < end - 20 * minute)
    tellBeats(timeline, pool, { place: placeOf(name), heartbeat, finds, times: met, random, placeAll }, away)
  }
  tellRunbook(world, business, { projectId, placeOf })
}

function tellJobs(world: World, business: Business, placeOf: (name: string) => StoryPlace): void {
  const { timeline, pool, random, people, end } = world
  const policy = policyOf(world, business)
  const standingGrantId = newId('standingGrant')
  const tell = (job: Job, at: number) => {
    const of = { place: placeOf(job.agent), at: new Date(at), end, random, people: people.actors }
    const telling = { ...of, policy, standingGrantId }
    const story = storyOf(job, telling)
    const isOver = job.ends === 'failed' && job.minutesAgo === undefined
    tellStory(timeline, pool, story, async () => {
      if (job.standing === 'makes') letPass(world, story, standingGrantId)
      if (isOver) closeLater(world, `failed:${story.taskId}`, Date.parse(story.told().facts.at(-1)?.at ?? ''))
    })
  }
  for (const job of business.jobs) if (job.minutesAgo !== undefined) tell(job, end - job.minutesAgo * minute)
  const past = business.jobs.filter(({ minutesAgo }) => minutesAgo === undefined)
  const days = workingDays(world)
  for (const [i, job] of past.entries()) {
    const slot = (i * days.length) / past.length
    const daysAgo = days[Math.floor(slot)] ?? 1
    tell(job, world.dayAt(daysAgo, 8) + ((slot % 1) * 8.5 + random() * 0.5) * hour)
  }
}

/** Days ago, the earliest first. */
export const workingDays = ({ dayAt }: Pick<World, 'dayAt'>): number[] =>
  Array.from({ length: firstDay }, (_, i) => firstDay - i).filter((daysAgo) => {
    const day = new Date(dayAt(daysAgo, 12)).getUTCDay()
    return day >= 1 && day <= 5
  })

/** Who looked at it two hours later, and had no more to do. */
function closeLater({ timeline, pool, people }: World, itemId: string, since: number): void {
  const at = since + 2 * hour
  const by = { at: new Date(at).toISOString(), actor: people.actors.Theo }
  timeline.at(at, () => closeItem(pool, itemId, 'Seen. It is not worth another try.', by))
}

/** From the approval of its effect: the next ones like it pass, by whoever may approve such a one alone. */
function letPass({ timeline, pool, people }: World, story: TaskStory, standingGrantId: string): void {
  const { facts } = story.told()
  const at = Date.parse(facts.at(-1)?.at ?? '') + 2 * minute
  const decided = facts.find(({ type }) => type === 'approval_decided') as FactOf<'approval_decided'>
  const { proposalId } = decided.body
  const grant = { standingGrantId, proposalId, count: 12, until: new Date(at + 60 * 24 * hour).toISOString() }
  const by = { operatorId: people.ids.Mara, role: 'owner' as const, at: new Date(at).toISOString() }
  timeline.at(at, () => makeStandingGrant(pool, grant, by))
}

function policyOf({ portfolioPolicy }: World, { policy }: Business): Telling['policy'] {
  const documentOf = (document: Partial<PolicyDocument>) => PolicyDocument.parse(document)
  const scopes = { portfolio: documentOf(portfolioPolicy), project: documentOf(policy.document), agent: null }
  const { approvals, approvalTtlMs } = effectivePolicy(scopes, defaultPolicy)
  const who = Object.fromEntries(Object.entries(approvals).map(([name, { value }]) => [name, value]))
  return { approvals: who, approvalTtlMs: approvalTtlMs.value }
}

function tellRunbook(
  world: World,
  { runbook }: Business,
  { projectId, placeOf }: { projectId: string; placeOf: (name: string) => StoryPlace },
): void {
  const { timeline, pool, people, dayAt, end, random } = world
  const yaml = runbookTemplates.find(({ id }) => id === runbook.template)?.yaml(runbook.agent) ?? ''
  const { definition } = readRunbook(yaml, null)
  if (!definition) throw new Error(`the template ${runbook.template} is no runbook`)
  const runbookId = newId('runbook')
  const writtenAt = dayAt(firstDay, 8)
  timeline.at(writtenAt, () =>
    createRunbook(
      pool,
      { runbookId, projectId, name: definition.name, yaml },
      { actor: people.actors.Mara, at: new Date(writtenAt).toISOString() },
    ),
  )
  for (const [i, run] of runbook.runs.entries()) {
    const [startedBy, decidedBy]: PersonName[] = i % 2 ? ['Theo', 'Mara'] : ['Mara', 'Theo']
    tellRun(timeline, pool, {
      run,
      place: placeOf(runbook.agent),
      runbook: { runbookId, version: 1, definition },
      startsAt: run.daysAgo === 0 ? end - 5 * hour : dayAt(run.daysAgo, 9.2),
      startedBy: people.actors[startedBy as PersonName],
      decidedBy: people.actors[decidedBy as PersonName],
      random,
    })
  }
}
