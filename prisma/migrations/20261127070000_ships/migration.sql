-- Open tasks that will ship something: Home counts them, and opens no task's state for it.
CREATE INDEX "task_ships_idx" ON "task"("project_id")
 WHERE "ended_at" IS NULL AND jsonb_array_length("state"->'deliverables') > 0;
