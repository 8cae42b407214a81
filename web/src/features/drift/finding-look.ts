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
const twiceLook: Look = { word: 'Happens twice', tone: 'danger', glyph: 'question' }

/** What it asks of a person: an open one says how bad it is. */
export function lookOf(finding: Pick<FindingRow, 'status' | 'kind' | 'difference'>): Look {
  if (finding.status !== 'open' || !isHeavy(finding)) return statusLook[finding.status]
  return finding.difference === 'duplicate' ? twiceLook : heavyLook
}

export const kindIcon: Record<FindingKind, IconName> = {
  cron: 'clock',
  agent: 'person',
  agent_file: 'file',
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
}

const kindTitle: Record<FindingKind, string> = {
  cron: 'Job',
  agent: 'Agent',
  agent_file: 'File',
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
}
export const titleOf = ({ kind, subject }: Pick<FindingRow, 'kind' | 'subject'>): string =>
  `${kindTitle[kind]} ${subject.name}`

export const differenceWord: Record<Difference, string> = {
  missing: 'missing',
  extra: 'not in the record',
  changed: 'changed',
  duplicate: 'there twice',
  stuck: 'stuck',
  lost: 'lost',
  paused: 'paused',
  ahead: 'ahead of the record',
  taken_over: 'taken over by another run',
  unheeded: 'not heeded by its gateway',
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
}

const ofWork: readonly FindingKind[] = ['task', 'run_end', 'runbook', 'workflow', 'projection', 'reset']
/** The page of the task, or of the run, that it is about; null where it is about none. */
export function pageOf({ kind, difference, subject }: FindingRow): { href: string; words: string } | null {
  if (!ofWork.includes(kind) || difference === 'extra') return null
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
