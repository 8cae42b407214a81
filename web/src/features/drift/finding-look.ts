import type { FindingRow } from '#api/findings/contract.ts'
import type { Difference, FindingKind, FindingStatus } from '#domain/drift/finding.ts'
import { isHeavy } from '#domain/drift/finding-rules.ts'
import { isRunbookRunId, ownScope } from '#domain/ids.ts'
import type { IconName } from '../../ui/icons.tsx'
import type { Look } from '../../ui/ToneMark.tsx'

export const statusLook: Record<FindingStatus, Look> = {
  open: { word: 'Open', tone: 'waiting', glyph: 'flag' },
  repairing: { word: 'Being repaired', tone: 'info', glyph: 'half', isLive: true },
  repaired: { word: 'Repaired', tone: 'positive', glyph: 'check' },
  adopted: { word: 'Adopted', tone: 'positive', glyph: 'check' },
  ignored: { word: 'Ignored', tone: 'muted', glyph: 'slash' },
  gone: { word: 'Gone by itself', tone: 'muted', glyph: 'ring' },
}

const heavyLook: Look = { word: 'Stops work', tone: 'blocked', glyph: 'stop' }
const changedLook: Look = { word: 'Ran otherwise', tone: 'danger', glyph: 'question' }
const ungatedLook: Look = { word: 'Ran past the gate', tone: 'danger', glyph: 'stop' }
const cutLook: Look = { word: 'Not as it was noted', tone: 'danger', glyph: 'question' }
const twiceLook: Look = { word: 'Happens twice', tone: 'danger', glyph: 'question' }

/** What it asks of a person: an open one says how bad it is. */
export function lookOf(finding: Pick<FindingRow, 'status' | 'kind' | 'difference'>): Look {
  if (finding.status !== 'open' || !isHeavy(finding)) return statusLook[finding.status]
  if (finding.kind === 'gate_plugin') return finding.difference === 'ungated' ? ungatedLook : changedLook
  if (finding.kind === 'anchor') return cutLook
  return finding.difference === 'duplicate' ? twiceLook : heavyLook
}

export const kindIcon: Record<FindingKind, IconName> = {
  cron: 'clock',
  agent: 'person',
  agent_file: 'file',
  agent_skills: 'shield',
  permission: 'shield',
  run: 'pulse',
  run_end: 'pulse',
  task: 'pulse',
  runbook: 'pulse',
  workflow: 'pulse',
  projection: 'file',
  reset: 'pulse',
  relay: 'send',
  sequencer: 'clock',
  blob: 'file',
  artifact: 'file',
  gate_plugin: 'shield',
  anchor: 'file',
}

const kindTitle: Record<FindingKind, string> = {
  cron: 'Job',
  agent: 'Agent',
  agent_file: 'File',
  agent_skills: 'Skills of',
  permission: 'Permission for',
  run: 'Run without a task:',
  run_end: 'End of the run of',
  task: 'Task',
  runbook: 'Run of',
  workflow: 'Workflow of',
  projection: 'Row of',
  reset: 'Workflow of',
  relay: 'Delivery by',
  sequencer: 'Order by',
  blob: 'Text of',
  artifact: 'Artifact',
  gate_plugin: 'At the gate:',
  anchor: 'Ledger, as noted in',
}
export const titleOf = ({ kind, subject }: Pick<FindingRow, 'kind' | 'subject'>): string =>
  `${kindTitle[kind]} ${subject.name}`

export const differenceWord: Record<Difference, string> = {
  missing: 'missing',
  extra: 'not in the record',
  changed: 'changed',
  unlike: 'not as its entries say',
  duplicate: 'there twice',
  stuck: 'stuck',
  lost: 'lost',
  paused: 'paused',
  ahead: 'ahead of the record',
  taken_over: 'taken over by another run',
  unheeded: 'not heeded by its gateway',
  ungated: 'not let pass',
}

/** Where the other value is. */
export const placeOf = ({ scope, kind }: Pick<FindingRow, 'scope' | 'kind'>): string =>
  scope === ownScope ? (ownPlace[kind] ?? 'Temporal') : scope

const ownPlace: Partial<Record<FindingKind, string>> = {
  projection: 'The row',
  relay: 'Seen',
  sequencer: 'Seen',
  blob: 'Kept',
  artifact: 'Kept',
  anchor: 'Seen',
}

const ofWork: readonly FindingKind[] = ['task', 'run_end', 'runbook', 'workflow', 'projection', 'reset']
const ownPages: Partial<Record<FindingKind, { href: string; words: string }>> = {
  relay: { href: '/executors', words: 'Open the executors' },
  sequencer: { href: '/ledger', words: 'Open the ledger' },
  anchor: { href: '/ledger', words: 'Open the ledger' },
}

/** The page of the task, or of the run, that it is about, or where that part is shown; null where it is about none. */
export function pageOf({ kind, difference, subject }: FindingRow): { href: string; words: string } | null {
  const own = ownPages[kind]
  if (own) return own
  if (!ofWork.includes(kind) || difference === 'extra') return null
  if (kind === 'projection' && subject.key.includes('/')) return null
  if (isRunbookRunId(subject.key)) return { href: `/runbook-runs/${subject.key}`, words: 'Open the run' }
  return { href: `/tasks/${subject.key.split('/')[0]}`, words: 'Open the task' }
}

const nothing = 'nothing'
export function shortSides({ difference, oursLine, theirsLine }: FindingRow): {
  ours: string
  theirs: string
} {
  if (difference === 'duplicate') return { ours: 'there once', theirs: 'there twice' }
  return { ours: oursLine ?? nothing, theirs: theirsLine ?? nothing }
}
