import { neededBy } from '#domain/policy/needed-rules.ts'
import type { Policy } from '#domain/policy/policy.ts'
import type { Declared } from '#domain/quality/deliverable.ts'
import type { StoryPlace } from '../story-facts.ts'
import { TaskStory } from '../task-story.ts'
import type { Delivery, Ending, Job, PersonName } from './business.ts'
import { dueAt } from './due-times.ts'

export interface Telling {
  place: StoryPlace
  at: Date
  /** Of the whole sample. */
  end: number
  random: () => number
  /** Actors of the two operators. */
  people: Record<PersonName, string>
  /** Who must agree to what, and how long that waits. */
  policy: Pick<Policy, 'approvals' | 'approvalTtlMs'>
  /** Of its business. */
  standingGrantId: string
}

const declaredOf = ({ title, check, contains, schema = {} }: Delivery): Declared => {
  if (check === 'json') return { title, check: { kind: 'json', path: null, schema } }
  if (check === 'url') return { title, check: { kind: 'url', url: null, contains: contains ?? title } }
  return { title, check: check === 'file' ? { kind: 'file', sha256: null } : { kind: check } }
}

const closings: Partial<Record<Ending, string>> = {
  rejected: 'I leave it as it is.',
  uncertain: 'Nobody repeats it until it is settled.',
}

/** A job as the story of its task. */
export function storyOf(job: Job, telling: Telling): TaskStory {
  const story = new JobStory(job, telling).tell()
  return job.due === 'late' ? story.passDeadline() : story
}

class JobStory {
  readonly #job: Job
  readonly #telling: Telling
  readonly #story: TaskStory
  readonly #asker: string
  readonly #other: string

  constructor(job: Job, telling: Telling) {
    this.#job = job
    this.#telling = telling
    const { Mara, Theo } = telling.people
    const by = job.by ?? (telling.random() < 0.55 ? 'Mara' : 'Theo')
    this.#asker = telling.people[by]
    this.#other = by === 'Mara' ? Theo : Mara
    const { title, intent, delivers = [] } = job
    const asked = { title, intent, deliverables: delivers.map(declaredOf), by: this.#asker, at: telling.at }
    const due = job.due && dueAt(job.due, telling.end)
    this.#story = new TaskStory(telling.place, { ...asked, dueAt: due })
  }

  tell(): TaskStory {
    const { ends = 'done', trouble } = this.#job
    const story = this.#story.after(this.#some(0.1, 1.5))
    if (ends === 'held') return story.tryToBegin()
    story.begin()
    this.#update(0)
    if (ends === 'running') return story
    if (trouble) this.#stumble(trouble)
    if (ends === 'failed') return story
    this.#update(1)
    return this.#goOn()
  }

  #goOn(): TaskStory {
    const { ends = 'done', question, effect, standing, note = '' } = this.#job
    const story = this.#story
    if (question) this.#ask(question)
    if (ends === 'asks') return story
    if (ends === 'cancelled') return story.after(this.#some(3, 30)).cancel(this.#other, note)
    if (effect && standing === 'uses')
      story.after(this.#some(2, 8)).pass(effect, this.#telling.standingGrantId, effect.detail)
    else if (effect) this.#propose(effect)
    if (ends === 'waits' || ends === 'half approved') return story
    return this.#deliver()
  }

  #stumble(error: string): void {
    const story = this.#story
    const ends = this.#job.ends === 'failed'
    for (let tries = 0; tries < (ends ? 3 : 1); tries++) {
      story.after(this.#some(1, 4)).endRun({ text: '', error, usd: this.#usd(0.3) })
      if (ends && tries === 2) story.fail(error)
      else story.retry(error, 2 ** tries).begin()
    }
  }

  #ask({ text, options, answer, hours = 2 }: NonNullable<Job['question']>): void {
    const story = this.#story.after(this.#some(2, 9))
    const asked = story.ask(text, options)
    story.endRun({ text: 'I asked, and wait for the answer.', usd: this.#usd() })
    if (answer)
      story
        .after(hours * 60)
        .answer(asked, this.#asker, answer)
        .begin()
  }

  #propose({ tool, parameters, detail }: NonNullable<Job['effect']>): void {
    const { ends, note = '' } = this.#job
    const { policy } = this.#telling
    const needs = neededBy(policy.approvals, tool, parameters)
    const story = this.#story.after(this.#some(2, 8))
    const proposal = story.propose({ tool, parameters, needs, ttlDays: policy.approvalTtlMs / 86_400_000 })
    story.endRun({ text: 'It is ready and waits for approval.', usd: this.#usd() })
    if (ends === 'waits') return
    const approver = needs === 'one' && this.#telling.random() < 0.4 ? this.#asker : this.#other
    story.after(this.#some(4, ends === 'uncertain' ? 12 : 95))
    if (ends === 'rejected') {
      story.decide(proposal, approver, 'rejected', { reason: note }).begin()
      return
    }
    if (needs === 'two') story.agree(proposal, approver)
    if (ends === 'half approved') return
    const second = approver === this.#asker ? this.#other : this.#asker
    const last = needs === 'two' ? second : approver
    if (needs === 'two') story.after(this.#some(5, 40))
    // Its agent is told in a run of its own.
    story.decide(proposal, last, 'approved', { detail: ends === 'uncertain' ? null : detail }).begin()
  }

  #deliver(): TaskStory {
    const { ends = 'done', delivers = [], returned, learned } = this.#job
    const finish = this.#job.finish ?? closings[ends] ?? 'Done.'
    const story = this.#story
    const first = delivers[0]?.title
    if (learned) story.after(this.#some(1, 4)).learn(learned.text, learned.about)
    this.#work(finish)
    const wrong = returned && first ? { [first]: returned } : {}
    story.checked(wrong)
    if (returned) {
      story.giveBack().begin()
      this.#work(finish)
      story.checked(ends === 'unproven' ? wrong : {})
      if (ends === 'unproven') return story.unproven()
    }
    return this.#review() ? story.done() : story
  }

  /** What it delivers, recorded, and the end of its run. */
  #work(finish: string): void {
    const story = this.#story.after(this.#some(3, 18))
    const titles = new Set<string>()
    for (const { title, check, location } of this.#job.delivers ?? []) {
      if (check === 'review' || titles.has(title)) continue
      titles.add(title)
      if (check === 'url') story.artifact(title, 'page', location)
      else story.artifact(title, 'file', location, Math.round(this.#some(900, 48_000)))
    }
    story.finish(finish).endRun({ text: finish, usd: this.#usd() })
  }

  /** False: somebody has to look still. */
  #review(): boolean {
    const looks = (this.#job.delivers ?? []).filter(({ check }) => check === 'review')
    if (looks.length === 0) return true
    this.#story.askForReview()
    if (this.#job.ends === 'to review') return false
    this.#story.after(this.#some(10, 160))
    for (const { title } of looks)
      this.#story.review(title, this.#other, true, this.#job.note ?? 'Looks right.')
    return true
  }

  #update(nth: number): void {
    const text = this.#job.updates?.[nth]
    if (text) this.#story.after(this.#some(1, 6)).update(text)
  }

  #some = (least: number, most: number) => least + this.#telling.random() * (most - least)
  #usd(share = 1): number | null {
    const { usd } = this.#job
    return usd === undefined ? Number((this.#some(0.08, 0.95) * share).toFixed(4)) : usd
  }
}
