-- The inbox asks at each look for the failed tasks that have a deadline, of which there are few among all that failed.
CREATE INDEX "task_failed_due_idx" ON "task"("since", "id") WHERE "status" = 'failed' AND "due_at" IS NOT NULL;
