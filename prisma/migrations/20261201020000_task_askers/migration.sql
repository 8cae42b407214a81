-- Room for the two columns below: with less, longer titles would leave the row with the state.
ALTER TABLE "task" SET (toast_tuple_target = 320);

-- Who asked for a task, and the run of a runbook that it belongs to: asked of each approval at every look at the inbox, and
-- told from its state without opening that. The table is written anew, once.
ALTER TABLE "task"
  ADD COLUMN "requested_by" TEXT GENERATED ALWAYS AS ("state"->>'requestedBy') STORED,
  ADD COLUMN "runbook_run_id" TEXT GENERATED ALWAYS AS ("state"->'runbook'->>'runId') STORED;
