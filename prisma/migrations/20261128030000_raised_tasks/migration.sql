-- Whether a held task was raised is asked at each look over all that are held, without reading their states.
CREATE INDEX "task_raised_idx" ON "task"("project_id", "agent_id")
  WHERE "hold_kind" IS NOT NULL AND "ended_at" IS NULL AND "state" ? 'raise';
