import { applyApiKeyEntry } from '#domain/api-key/api-key-state.ts'
import { applyArtifactEntry } from '#domain/artifact/artifact-state.ts'
import { applyFindingEntry } from '#domain/drift/finding-state.ts'
import { applyStandingGrantEntry } from '#domain/grant/standing-grant-state.ts'
import { applyTriageEntry } from '#domain/inbox/triage-state.ts'
import { applyKillSwitchEntry } from '#domain/kill-switch/kill-switch-state.ts'
import { partsOfActor } from '#domain/ledger/actor.ts'
import type { StreamKind } from '#domain/ledger/entry.ts'
import { applyPolicyEntry } from '#domain/policy/policy-state.ts'
import type { RunbookRunState } from '#domain/runbook/run.ts'
import { applyRunEntry, noRunbookRun } from '#domain/runbook/run-state.ts'
import { nameKeyOf } from '#domain/runbook/runbook-name-rules.ts'
import { applyRunbookEntry, type RunbookState } from '#domain/runbook/runbook-state.ts'
import { runRowOf } from '../../write/runbook-runs.ts'
import { agentFold } from './agent-fold.ts'
import { documentFold } from './document-fold.ts'
import { executorFold } from './executor-fold.ts'
import { operatorFold } from './operator-fold.ts'
import { projectFold } from './project-fold.ts'
import { type RowFold, stateFold } from './rows.ts'
import { taskFold } from './task-fold.ts'

/** What makes the rows of a stream out of its entries, by kind and by what follows the kind in its id. */
export const foldOf: Record<StreamKind, (id: string) => RowFold> = {
  task: taskFold,
  project: projectFold,
  agent: agentFold,
  executor: executorFold,
  operator: operatorFold,
  document: documentFold,
  'api-key': (id) =>
    stateFold(applyApiKeyEntry, ({ name, actions, projectIds, createdAt, createdBy, revokedAt }) => ({
      api_key: [
        {
          ...{ id, name, actions, project_ids: projectIds, created_at: createdAt, revoked_at: revokedAt },
          created_by: partsOfActor(createdBy).id,
        },
      ],
    })),
  policy: (scope_id) =>
    stateFold(applyPolicyEntry, ({ changedAt, ...state }) => ({
      policy: [{ scope_id, ...state, changed_at: changedAt }],
    })),
  'kill-switch': (scope_id) =>
    stateFold(applyKillSwitchEntry, ({ scope, reason, setAt, setBy, liftedAt, liftedBy }) => ({
      kill_switch: [
        {
          ...{ scope_id, scope, reason, set_at: setAt, set_by: setBy },
          ...{ lifted_at: liftedAt, lifted_by: liftedBy },
        },
      ],
    })),
  'standing-grant': (id) =>
    stateFold(applyStandingGrantEntry, ({ made, ...state }) => ({
      standing_grant: [
        {
          ...{ id, project_id: made.projectId, agent_id: made.agentId, task_id: made.taskId },
          ...{ proposal_id: made.proposalId, tool: made.tool, effect_class: made.effectClass },
          ...{ target: made.target, count: made.count, until: made.until },
          ...{ made_at: state.madeAt, made_by: state.madeBy },
          ...{ revoked_at: state.revokedAt, revoked_by: state.revokedBy },
          ...{ ended_at: state.endedAt, end_reason: state.endReason },
        },
      ],
    })),
  artifact: (id) =>
    stateFold(applyArtifactEntry, ({ taskId, itemId, media, ...state }) => ({
      artifact_bytes: [
        {
          ...{ id, task_id: taskId, item_id: itemId, ...state },
          ...{ media_kind: media?.kind ?? null, media_type: media?.type ?? null },
        },
      ],
    })),
  finding: (id) =>
    stateFold(applyFindingEntry, (state) => {
      const { scope, projectId, kind, status, since, firstSeen } = state
      return {
        finding: [{ id, scope, project_id: projectId, kind, status, since, first_seen: firstSeen, state }],
      }
    }),
  inbox: (item_id) => stateFold(applyTriageEntry, (state) => ({ inbox_triage: [{ item_id, state }] })),
  'runbook-definition': runbookFold,
  runbook: (id) =>
    stateFold<RunbookRunState>(
      (state, fact) => applyRunEntry(state ?? noRunbookRun, fact),
      (state, streamSeq) => ({ runbook_run: [{ id, ...runRowOf(state), stream_seq: streamSeq }] }),
    ),
}

/** Its project stands beside its entries, not in them. */
function runbookFold(id: string): RowFold {
  let project_id = ''
  const fold = stateFold(applyRunbookEntry, (state: RunbookState) => ({
    runbook: [
      {
        ...{
          id,
          project_id,
          name: state.name,
          version: state.version,
          yaml: state.yaml,
          sha256: state.sha256,
        },
        name_key: state.removedAt ? null : nameKeyOf(project_id, state.name),
        ...{ created_at: state.createdAt, changed_at: state.changedAt, removed_at: state.removedAt },
      },
    ],
  }))
  return {
    take(entry) {
      project_id = entry.projectId ?? ''
      fold.take(entry)
    },
    rows: fold.rows,
  }
}
