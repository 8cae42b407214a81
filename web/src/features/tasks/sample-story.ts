import type { Entry } from '#api/ledger/contract.ts'
import type { Task } from '#api/tasks/contract.ts'
import type { BodyOf, EntryType, Fact } from '#domain/ledger/entry.ts'
import { defaultPolicy } from '#domain/policy/policy.ts'
import type { TaskState } from '#domain/task/task.ts'
import { costOf } from '#domain/task/task-rules.ts'
import { applyEntry, noTask } from '#domain/task/task-state.ts'

/** Stories for tests of this feature, folded by the product's own rules. */
export const taskId = 't_0123456789abcdef'
export const proposalId = `p_${'0'.repeat(24)}`
export const hash = '4c1f09ab77e2d3b0'.repeat(4)
export const storyNow = new Date('2026-11-24T12:00:00.000Z')

const names: Record<string, string> = {
  'operator:op_mara': 'Mara Lind',
  'operator:op_theo': 'Theo Brandt',
  'agent:ag_0123456789abcdef': 'Letter editor',
  'executor:mac-mini': 'mac-mini',
  'system:control': 'Front Office',
}
type Actor = 'mara' | 'theo' | 'agent' | 'mac' | 'system'
const actors: Record<Actor, string> = {
  mara: 'operator:op_mara',
  theo: 'operator:op_theo',
  agent: 'agent:ag_0123456789abcdef',
  mac: 'executor:mac-mini',
  system: 'system:control',
}

const before = (minutes: number) => new Date(storyNow.getTime() - minutes * 60_000).toISOString()
export const after = (minutes: number) => before(-minutes)

/** A fact so many minutes before now. */
export const happened = <T extends EntryType>(type: T, who: Actor, minutesAgo: number, body: BodyOf<T>) =>
  ({ type, actor: actors[who], at: before(minutesAgo), body }) as Fact

export const requested = (change: Partial<BodyOf<'task_requested'>> = {}) =>
  happened('task_requested', 'theo', 130, {
    projectId: 'pr_0123456789abcdef',
    agentId: 'ag_0123456789abcdef',
    executorId: 'mac-mini',
    title: 'Write and send issue 148',
    intent: 'Write the Thursday letter on how the bakery prices by the hour.\nSend it once it is approved.',
    deliverables: [],
    intentId: 'in_start',
    ...change,
  })

export const runFacts = (stepId: string, minutesAgo: number): Fact[] => [
  happened('task_prepared', 'system', minutesAgo, { stepId, policy: defaultPolicy }),
  happened('run_queued', 'system', minutesAgo, {
    stepId,
    runId: `fo:${stepId}`,
    sessionKey: 'agent:main:fo:task',
    reason: stepId === 's1' ? 'first run' : 'message',
    executorId: 'mac-mini',
    contextHash: 'a90e17d3'.repeat(8),
  }),
  happened('run_accepted', 'mac', minutesAgo - 0.2, { stepId, itemId: `accepted-${stepId}` }),
]

export const runEnd = (stepId: string, minutesAgo: number, change: Partial<BodyOf<'run_ended'>> = {}) =>
  happened('run_ended', 'agent', minutesAgo, {
    stepId,
    outcome: 'ok',
    text: 'This needs approval, so I stop here.',
    error: null,
    isRetryable: false,
    startedAt: before(minutesAgo + 2),
    usage: { input: 41_200, output: 1_904, cacheRead: 8_000, cacheWrite: 0, costNanoUsd: 920_000_000 },
    gateway: { version: '2026.9.1', isPractice: false },
    adoptedRunIds: [],
    ...change,
  })

export const proposal = (minutesAgo: number, change: Partial<BodyOf<'approval_requested'>> = {}) =>
  happened('approval_requested', 'agent', minutesAgo, {
    stepId: 's1',
    proposalId,
    tool: 'send_message',
    parameters: {
      to: 'paying-readers@harrowgate.example',
      subject: 'The bakery that prices by the hour',
      body: 'Dear reader,\n\nbread costs more at eight than at four. Here is why.\n\nThe editor',
      attachments: ['issue-148.html'],
    },
    hash,
    effectClass: 'send',
    via: 'invoke',
    effectKey: `task/${taskId}/s1/${proposalId}`,
    expiresAt: after(216),
    ...change,
  })

/** A run that posted an update and an artifact, then was held back at a send. */
export const waitingFacts = (): Fact[] => [
  requested(),
  ...runFacts('s1', 128),
  happened('update_posted', 'agent', 124, {
    stepId: 's1',
    itemId: 'u1',
    text: 'Draft 2 has 1,904 words.\nThe second example is cut: it needs a source we do not have.',
  }),
  happened('artifact_recorded', 'agent', 122, {
    stepId: 's1',
    itemId: 'a1',
    title: 'issue-148.html',
    artifactKind: 'file',
    location: 'letters/issue-148.html',
    hash: '7be190c4'.repeat(8),
    size: 11_800,
  }),
  proposal(120),
  runEnd('s1', 119.9),
]

export const stateOf = (facts: readonly Fact[]): TaskState => facts.reduce(applyEntry, noTask)

export const entriesOf = (facts: readonly Fact[]): Entry[] =>
  facts.map((fact, i) => ({
    position: i + 1,
    streamId: `task/${taskId}`,
    streamSeq: i + 1,
    projectId: 'pr_0123456789abcdef',
    type: fact.type,
    version: 1,
    at: fact.at,
    actor: fact.actor,
    actorName: names[fact.actor] ?? fact.actor,
    body: fact.body as Entry['body'],
  }))

export function taskOf(facts: readonly Fact[], change: Partial<Task> = {}): Task {
  const state = stateOf(facts)
  return {
    id: taskId,
    projectId: state.projectId,
    projectName: 'Harrowgate Letter',
    agentId: state.agentId,
    agentName: 'Letter editor',
    executorId: state.executorId,
    title: state.title,
    priority: state.priority ?? 'normal',
    dueAt: state.deadline?.at ?? null,
    dueEnd: state.deadline?.end ?? null,
    status: state.status,
    since: state.since,
    waitKind: state.wait?.kind ?? null,
    waitDetail: state.wait?.detail ?? null,
    waitUntil: state.wait?.until ?? null,
    createdAt: state.requestedAt,
    endedAt: state.endedAt,
    costNanoUsd: costOf(state),
    isPractice: false,
    line: null,
    starter: state.adopted?.starter ?? null,
    state,
    streamSeq: facts.length,
    pendingIntents: 0,
    budgetBurn: [],
    temporalUrl: 'http://127.0.0.1:8233/namespaces/default/workflows/task',
    ...change,
  }
}
