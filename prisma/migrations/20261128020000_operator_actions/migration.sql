-- Operators decide more than approvals; `typesOfAction` of domain/portfolio/roi.ts names the same.
DROP INDEX "entry_operator_action_idx";

CREATE INDEX "entry_operator_action_idx" ON "entry"("project_id", "at", "type")
  WHERE "type" IN ('approval_given', 'approval_decided', 'effect_settled', 'deliverable_reviewed', 'work_accepted',
                   'fork_settled', 'runbook_step_ended', 'runbook_run_fork_settled',
                   'finding_repair_requested', 'finding_adopted', 'finding_ignored',
                   'question_answered', 'message_sent')
    AND "actor" LIKE 'operator:%';
