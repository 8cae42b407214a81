import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aFinding } from '#test/findings.ts'
import { anyFactOf } from '#test/stories.ts'
import { applyAgentEntry } from '../agent/agent-state.ts'
import { type ApiKeyState, applyApiKeyEntry } from '../api-key/api-key-state.ts'
import { applyArtifactEntry } from '../artifact/artifact-state.ts'
import { applyDocumentEntry, type DocumentState } from '../document/document-state.ts'
import { applyFindingEntry } from '../drift/finding-state.ts'
import { applyExecutorEntry, type ExecutorState } from '../executor/executor-state.ts'
import { applyStandingGrantEntry, type StandingGrantState } from '../grant/standing-grant-state.ts'
import { applyTriageEntry } from '../inbox/triage-state.ts'
import { applyKillSwitchEntry, type KillSwitchState } from '../kill-switch/kill-switch-state.ts'
import { applyOperatorEntry, type OperatorState } from '../operator/operator-state.ts'
import { applyOutcomeEntry, noOutcomes } from '../outcome/outcome-state.ts'
import { defaultPolicy } from '../policy/policy.ts'
import { applyPolicyEntry } from '../policy/policy-state.ts'
import { applyProjectEntry, type ProjectState } from '../project/project-state.ts'
import { applyRunEntry, noRunbookRun } from '../runbook/run-state.ts'
import { applyRunbookEntry, type RunbookState } from '../runbook/runbook-state.ts'
import { isTaskFact } from '../task/task-state.ts'
import { LedgerFork, LedgerGap, StaleRun } from './batch.ts'
import {
  bodies,
  bodiesOfStream,
  type EntryType,
  entryTypes,
  type Fact,
  parseFact,
  type StreamKind,
} from './entry.ts'

/** Where each type of entry belongs. */
const homeOf = (type: EntryType) =>
  (Object.keys(bodiesOfStream) as StreamKind[]).find((kind) => type in bodiesOfStream[kind])
const project: ProjectState = {
  name: 'Letter',
  mission: '',
  isSample: false,
  policy: defaultPolicy,
  stage: 'active',
  stageReason: '',
  stageSince: 'then',
  createdAt: 'then',
  removedAt: null,
}
const created = {
  ...{ projectId: 'pr_1', name: 'Ines', role: 'writer', charter: '', executorId: null },
  openclawAgentId: 'main',
}
const agent = applyAgentEntry(null, {
  type: 'agent_created',
  at: '2026-11-24T12:00:00.000Z',
  actor: 'operator:op_1',
  body: created,
})
const executor: ExecutorState = {
  ...{ name: 'Mac mini', state: 'unknown', detail: '', since: 'then' },
  stopFile: null,
  drain: null,
  runLimit: null,
  ...{ tokenAt: 'then', retiredAt: null },
}
const operator: OperatorState = { name: 'Ada', role: 'owner', standing: 'active', since: 'then' }
const apiKey: ApiKeyState = {
  name: 'Website',
  actions: [],
  projectIds: [],
  createdAt: 'then',
  createdBy: 'operator:op_1',
  revokedAt: null,
}
const document: DocumentState = {
  projectId: 'pr_1',
  title: 'Voice',
  version: 1,
  sha256: 'a'.repeat(64),
  size: 1,
  isAlways: false,
  createdAt: 'then',
  changedAt: 'then',
  changedBy: 'operator:op_1',
  removedAt: null,
}
const killSwitch: KillSwitchState = {
  ...{ scope: 'everything', reason: 'a wrong list', setAt: 'then', setBy: 'op_1' },
  ...{ liftedAt: null, liftedBy: null },
}
const standingGrant: StandingGrantState = {
  made: fc.sample(anyFactOf('standing_grant_made'), 1)[0]?.body as StandingGrantState['made'],
  ...{ madeAt: 'then', madeBy: 'operator:op_1', revokedAt: null, revokedBy: null },
  ...{ endedAt: null, endReason: null },
}
const runbook: RunbookState = {
  name: 'Letter',
  version: 1,
  yaml: '',
  sha256: '',
  createdAt: 'then',
  changedAt: 'then',
  removedAt: null,
}
const isFolded = (fold: () => unknown) => {
  try {
    fold()
    return true
  } catch (error) {
    expect(String(error)).toContain('has no fold in')
    return false
  }
}

test.each(entryTypes)('%s is folded in its own stream and in no other', (type) => {
  const fact = fc.sample(anyFactOf(type), 1)[0] as Fact
  const folded: Record<StreamKind, boolean> = {
    task: isTaskFact(fact),
    finding: isFolded(() => applyFindingEntry(aFinding(), fact)),
    project:
      isFolded(() => applyProjectEntry(project, fact)) || isFolded(() => applyOutcomeEntry(noOutcomes, fact)),
    agent: isFolded(() => applyAgentEntry(agent, fact)),
    executor: isFolded(() => applyExecutorEntry(executor, fact)),
    policy: isFolded(() => applyPolicyEntry(null, fact)),
    'kill-switch': isFolded(() => applyKillSwitchEntry(killSwitch, fact)),
    'standing-grant': isFolded(() => applyStandingGrantEntry(standingGrant, fact)),
    operator: isFolded(() => applyOperatorEntry(operator, fact)),
    'api-key': isFolded(() => applyApiKeyEntry(apiKey, fact)),
    artifact: isFolded(() => applyArtifactEntry(null, fact)),
    document: isFolded(() => applyDocumentEntry(document, fact)),
    inbox: isFolded(() => applyTriageEntry(null, fact)),
    'runbook-definition': isFolded(() => applyRunbookEntry(runbook, fact)),
    runbook: isFolded(() => applyRunEntry(noRunbookRun, fact)),
  }
  const homes = Object.entries(folded).filter(([, holds]) => holds)
  expect(homes.map(([kind]) => kind)).toEqual([homeOf(type)])
})

/** A state stands in it whole, or nothing at all. */
const isLoose = (type: EntryType) => ['rewound', 'runbook_run_rewound', 'runbook_run_done'].includes(type)

test('every type parses what its schema allows and nothing more', () => {
  for (const type of entryTypes.filter((one) => !isLoose(one))) {
    const fact = fc.sample(anyFactOf(type), 1)[0] as Fact
    expect(parseFact(fact)).toBe(fact)
    expect(() => parseFact({ ...fact, body: { ...fact.body, more: 1 } } as unknown as Fact)).toThrow(/more/)
    expect(() => parseFact({ ...fact, body: {} } as Fact)).toThrow()
  }
})

test('names are past tense facts', () => {
  expect(entryTypes.every((type) => /^[a-z]+(_[a-z]+)*$/.test(type))).toBe(true)
  expect(Object.keys(bodies)).toHaveLength(entryTypes.length)
})

test('a removed project stays what it was, and says when it was removed', () => {
  const at = '2026-11-24T12:00:00.000Z'
  const by = { at, actor: 'operator:op_1' }
  const body = { name: 'Letter', mission: 'Write.', isSample: true, policy: defaultPolicy }
  const created = applyProjectEntry(null, { ...by, type: 'project_created', body })
  expect(created).toEqual({
    ...body,
    ...{ stage: 'active', stageReason: '', stageSince: at },
    ...{ createdAt: at, removedAt: null },
  })
  const removal: Fact = { ...by, type: 'project_removed', body: { reason: '' } }
  expect(applyProjectEntry(created, removal)).toEqual({ ...created, removedAt: at })
  expect(() => applyProjectEntry(null, removal)).toThrow('no fold')
})

test('an executor is unknown until something is known of it', () => {
  const by = { at: '2026-11-24T12:00:00.000Z', actor: 'system:start' }
  const registered = applyExecutorEntry(null, { ...by, type: 'executor_registered', body: { name: 'Mac' } })
  expect(registered).toEqual({
    ...{ name: 'Mac', state: 'unknown', detail: '', since: by.at },
    ...{ stopFile: null, drain: null, runLimit: null, tokenAt: by.at, retiredAt: null },
  })
  const change: Fact = {
    ...by,
    at: '2026-11-24T12:01:00.000Z',
    type: 'executor_presence_changed',
    body: { state: 'ready', detail: '', gateway: null },
  }
  expect(applyExecutorEntry(registered, change)).toEqual({ ...registered, state: 'ready', since: change.at })
  expect(() => applyExecutorEntry(null, change)).toThrow('no fold')
})

test('an executor is to drain, by whom and why, until that is lifted', () => {
  const by = { at: '2026-11-24T12:02:00.000Z', actor: 'operator:op_1' }
  const order: Fact = { ...by, type: 'executor_drain_ordered', body: { reason: 'new disk' } }
  const draining = applyExecutorEntry(executor, order)
  expect(draining).toEqual({ ...executor, drain: { reason: 'new disk', at: by.at, by: 'op_1' } })
  const lift: Fact = { ...by, type: 'executor_drain_lifted', body: { note: '' } }
  expect(applyExecutorEntry(draining, lift)).toEqual(executor)
})

test('the ledger’s errors are known by name, on either side of Temporal', () => {
  const names = [new LedgerFork('x'), new StaleRun('x'), new LedgerGap('x')].map((error) => error.name)
  expect(names).toEqual(['LedgerFork', 'StaleRun', 'LedgerGap'])
})
