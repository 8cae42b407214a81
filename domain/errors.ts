/** Every reason for which a rule says no. The api maps each to a status; a missing one does not compile. */
export type RefusalCode =
  | 'role_may_not'
  | 'not_found'
  | 'already_decided'
  | 'already_answered'
  | 'proposal_expired'
  | 'proposal_withdrawn'
  | 'hash_differs'
  | 'finding_settled'
  | 'finding_by_hand'
  | 'finding_changed'
  | 'version_differs'
  | 'task_not_in_state'
  | 'agent_without_executor'
  | 'project_removed'
  | 'project_wound_down'
  | 'project_not_active'
  | 'name_taken'
  | 'link_used'
  | 'key_reused'
  | 'invite_revoked'
  | 'invite_expired'
  | 'email_differs'
  | 'last_owner'
  | 'would_lock_out'
  | 'key_may_not'
  | 'key_revoked'
  | 'already_booked'
  | 'already_ended'
  | 'changed_meanwhile'
  | 'agent_retired'
  | 'agent_not_paused'
  | 'no_heartbeat'
  | 'already_assigned'
  | 'triage_refused'
  | 'policy_changed'
  | 'needs_another'
  | 'tool_denied'
  | 'effect_rate'
  | 'run_not_in_state'
  | 'runbook_changed'
  | 'runbook_broken'
  | 'kill_switch_on'
  | 'kill_switch_off'
  | 'executor_in_use'
  | 'executor_retired'
  | 'executor_away'
  | 'drain_on'
  | 'drain_off'
  | 'high_risk'
  | 'edit_refused'

/** A rule said no. The message is a sentence for the operator and says what to do. */
export class Refused extends Error {
  override name = 'Refused'
  constructor(
    readonly code: RefusalCode,
    message: string,
  ) {
    super(message)
  }
}
