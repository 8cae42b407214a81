/** What a task is to go through, whatever is killed meanwhile. */
export const taskKinds = [
  'plain',
  'slow',
  'approved',
  'rejected',
  'two_effects',
  'resumed',
  'question',
  'asked_then_approved',
  'contested',
  'cancelled',
  'withdrawn',
  'failing',
] as const
export type TaskKind = (typeof taskKinds)[number]

export interface TaskPlan {
  number: number
  kind: TaskKind
  /** After the beginning. */
  atMs: number
  /** How long an operator looks before answering. */
  thinkMs: number
  /** Every intent is sent twice with one Idempotency-Key, both at once. */
  isDoubled: boolean
  /** What the second operator says at the same moment, where two decide. */
  second: Verdict
}

export type Verdict = 'approved' | 'rejected'

export interface Expected {
  status: 'done' | 'failed' | 'cancelled'
  /** What an operator says to each effect; `either`: two say something at once; `never`: it is not decided on. */
  effects: { mark: string; verdict: Verdict | 'either' | 'never' }[]
  answers: boolean
}

/** A word that no other effect holds: what the tool's log is searched for. */
export const markOf = ({ number }: Pick<TaskPlan, 'number'>, effect: number) => `mark-${number}-${effect}.`

const effectLine = (plan: TaskPlan, effect: number) =>
  `effect: send_message ${JSON.stringify({ to: 'somebody@example.com', subject: 'Chaos', body: markOf(plan, effect) })}`

/** Done by the agent itself, once it is let. */
const execLine = (plan: TaskPlan) => `exec: note ${markOf(plan, 1)}`

/** Of what is asked for or was done: whatever of it holds one. */
export const markIn = (words: unknown): string =>
  /mark-\d+-\d+\./.exec(JSON.stringify(words) ?? '')?.[0] ?? ''

/** The directives of the practice gateway's scripted agent. */
export function intentOf(plan: TaskPlan): string {
  const one = effectLine(plan, 1)
  const lines: Record<TaskKind, string[]> = {
    plain: ['update: I looked at it.', 'finish: looked'],
    slow: ['slow: 1500', 'update: I looked at it.', 'slow: 1500', 'finish: looked twice'],
    approved: ['update: I wrote it.', one, 'finish: sent'],
    rejected: [one, 'finish: not sent'],
    two_effects: [one, effectLine(plan, 2), 'finish: sent twice'],
    resumed: [execLine(plan), 'finish: ran it'],
    question: ['ask: Which colour? | red | blue', 'finish: painted'],
    asked_then_approved: ['ask: To whom? | Ada | Bo', one, 'finish: asked and sent'],
    contested: [one, 'finish: decided'],
    cancelled: ['update: I begin.', 'hang'],
    withdrawn: [one, 'finish: never'],
    failing: ['fail: 400'],
  }
  return [`Task ${plan.number} of the chaos run: ${plan.kind}.`, '', ...lines[plan.kind]].join('\n')
}

export function expectedOf(plan: TaskPlan): Expected {
  const effect = (verdict: Expected['effects'][number]['verdict'], number = 1) => ({
    mark: markOf(plan, number),
    verdict,
  })
  const done = (...effects: Expected['effects']): Expected => ({ status: 'done', effects, answers: false })
  const all: Record<TaskKind, Expected> = {
    plain: done(),
    slow: done(),
    approved: done(effect('approved')),
    rejected: done(effect('rejected')),
    two_effects: done(effect('approved'), effect('approved', 2)),
    resumed: done(effect('approved')),
    question: { ...done(), answers: true },
    asked_then_approved: { ...done(effect('approved')), answers: true },
    contested: done(effect('either')),
    cancelled: { ...done(), status: 'cancelled' },
    withdrawn: { ...done(effect('never')), status: 'cancelled' },
    failing: { ...done(), status: 'failed' },
  }
  return all[plan.kind]
}
