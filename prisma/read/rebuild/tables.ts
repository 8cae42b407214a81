import type { StreamKind } from '#domain/ledger/entry.ts'

/** A table whose rows are folded from the streams of one kind. */
export interface ProjectedTable {
  name: string
  kind: StreamKind
  /** The column that names the stream: what follows the kind in its id. */
  owner: string
  /** What tells the rows of a stream apart. */
  key: readonly string[]
  /** What the ledger says of a row, beside its key. */
  columns: readonly string[]
  /** Columns that no entry tells of: secrets, and what the database makes of the others. */
  apart: readonly string[]
  /** How a column of the row reads where it is kept otherwise than it is folded. */
  reads?: Readonly<Record<string, string>>
  /** Which of the rows the ledger tells of. */
  where?: string
  /** A row of which no entry tells may be there as well. */
  mayHoldMore?: true
}

const words = (text: string) => text.trim().split(/\s+/).filter(Boolean)
const table = (
  kind: StreamKind,
  name: string,
  [owner, ...rest]: [string, ...string[]],
  columns: string,
  more: Partial<Pick<ProjectedTable, 'reads' | 'where' | 'mayHoldMore'>> & { apart?: string } = {},
): ProjectedTable => ({
  ...{ name, kind, owner, key: [owner, ...rest], columns: words(columns) },
  ...{ ...more, apart: words(more.apart ?? '') },
})
/** With an id of its own, in a stream that another column names. */
const within = (kind: StreamKind, name: string, owner: string, columns: string): ProjectedTable => ({
  ...table(kind, name, ['id'], `${owner} ${columns}`),
  owner,
})

/** Every projection there is. `rebuild-check.db.test.ts` holds it against the schema, column by column. */
export const projectedTables: readonly ProjectedTable[] = [
  table(
    'task',
    'task',
    ['id'],
    `project_id agent_id executor_id title status since wait_kind wait_detail wait_until error created_at ended_at
     cost_nano_usd is_practice is_uncertain hold_kind priority queued_at starter due_at due_end state stream_seq`,
    { apart: 'requested_by runbook_run_id' },
  ),
  table('task', 'task_words', ['task_id'], 'created_at', { apart: 'words' }),
  within('task', 'proposal', 'task_id', 'agent_id status requested state'),
  table('task', 'learning', ['task_id', 'item_id'], 'project_id agent_id text about at'),
  table('task', 'run_cost', ['task_id', 'nth'], 'project_id ended_at cost_nano_usd is_failed'),
  table(
    'task',
    'shipped',
    ['task_id', 'title'],
    'project_id kind location hash size verified_at proof evidence',
  ),
  table(
    'task',
    'run_reservation',
    ['task_id', 'step_id'],
    `project_id agent_id reserved_at tokens_reserved nano_usd_reserved ended_at tokens_used nano_usd_used
     nano_usd_known`,
    { apart: 'owner lease_until' },
  ),
  table(
    'task',
    'advance_grant',
    ['task_id', 'effect_key'],
    `step_id project_id agent_id grant_id standing_grant_id effect_class issued_at used_at released_at`,
  ),
  // What a record that was put back had let happen stays claimed, whether or not its entry came back.
  {
    ...table('task', 'effect_claim', ['effect_key'], 'stream_id grant_id', {
      apart: 'intent_id run_id at',
      reads: { stream_id: 'substr(stream_id, 6)' },
      mayHoldMore: true,
    }),
    owner: 'stream_id',
  },
  table(
    'standing-grant',
    'standing_grant',
    ['id'],
    `project_id agent_id task_id proposal_id tool effect_class target count until made_at made_by revoked_at revoked_by
     ended_at end_reason`,
  ),
  table(
    'project',
    'project',
    ['id'],
    'name mission is_sample policy stage stage_reason stage_since created_at removed_at',
    { reads: { stage_since: 'coalesce(stage_since, created_at)' } },
  ),
  within(
    'project',
    'money_event',
    'project_id',
    `kind amount currency occurred_on source note external_id import_hash import_line content_key booked_at booked_by
     reversed_at reversed_by reversal_reason`,
  ),
  within(
    'project',
    'decision',
    'project_id',
    'title context choice review_on made_at made_by verdict review_note reviewed_at reviewed_by',
  ),
  within(
    'project',
    'objective',
    'project_id',
    'week title target set_at set_by outcome close_note closed_at closed_by',
  ),
  within('project', 'noted_learning', 'project_id', 'text at by'),
  table('project', 'operator_rate', ['project_id'], 'per_hour currency set_at'),
  table(
    'agent',
    'agent',
    ['id'],
    `project_id name role charter executor_id openclaw_agent_id created_at version changed_at changed_by retired_at
     pause resumed_at`,
  ),
  table(
    'agent',
    'heartbeat',
    ['agent_id'],
    'settings set_at paused_at paused_by pause_note resumed_at asked_at asked_by asked_note',
  ),
  table('agent', 'beat', ['agent_id', 'scheduled_at'], 'outcome reason task_id until count seen at'),
  table('operator', 'user', ['id'], 'name role createdAt removedAt', {
    apart: 'email emailVerified image updatedAt',
  }),
  table(
    'operator',
    'invite',
    ['operator_id'],
    'role email invited_by created_at expires_at used_at revoked_at',
    { apart: 'token_hash' },
  ),
  table('api-key', 'api_key', ['id'], 'name project_ids actions created_by created_at revoked_at', {
    apart: 'token_hash last_used_at',
  }),
  table(
    'executor',
    'executor',
    ['id'],
    'name state detail since stop_file drain run_limit token_at retired_at',
  ),
  table('executor', 'mirror', ['executor_id', 'kind', 'key'], 'name place owner is_passing side since'),
  table('executor', 'look', ['scope'], 'baseline_at', {
    apart: 'looked_at compared',
    where: 'baseline_at is not null',
  }),
  table('policy', 'policy', ['scope_id'], 'scope version document changed_at'),
  table('kill-switch', 'kill_switch', ['scope_id'], 'scope reason set_at set_by lifted_at lifted_by'),
  table(
    'document',
    'document',
    ['id'],
    `project_id title title_key version sha256 size is_always created_at changed_at changed_by removed_at`,
  ),
  table(
    'document',
    'document_version',
    ['document_id', 'version'],
    'title sha256 size is_always restored_from at actor',
  ),
  table('document', 'document_section', ['document_id', 'ordinal'], 'heading text', { apart: 'search' }),
  table('artifact', 'artifact_bytes', ['id'], 'task_id item_id hash size media_kind media_type refusal at'),
  table('finding', 'finding', ['id'], 'scope project_id kind status since first_seen state'),
  table('inbox', 'inbox_triage', ['item_id'], 'state'),
  table(
    'runbook-definition',
    'runbook',
    ['id'],
    'project_id name name_key version yaml sha256 created_at changed_at removed_at',
  ),
  table(
    'runbook',
    'runbook_run',
    ['id'],
    `project_id runbook_id name version status since wait_kind created_at ended_at state stream_seq`,
  ),
]

/** Tables that no fold makes, and what they are instead. */
export const otherTables: Readonly<Record<string, string>> = {
  entry: 'the ledger itself',
  position: 'its order and chain: verify checks them',
  stream: 'locks and fences of the writers: its numbers are held against its entries',
  unsequenced: 'the work list of the sequencer',
  anchor: 'what is noted outside of the database',
  intent: 'what was asked, and how far its delivery is',
  document_text: 'facts, under their hash',
  context_pack: 'texts, under their hash',
  stored_blob: 'how the store of artifacts was when it was looked at',
  executor_link: 'the last word of an executor',
  heartbeat_link: 'what Temporal has',
  set_up_link: 'a secret',
  session: 'of the session library',
  account: 'of the session library',
  verification: 'of the session library',
  rate_limit: 'of the session library',
}
