-- What the inbox asks for at each look, and there is little of among all tasks: failed ones that have a deadline, and open
-- ones with a question that nobody has answered. No task's state is opened to find them.
CREATE INDEX "task_failed_due_idx" ON "task"("since", "id") WHERE "status" = 'failed' AND "due_at" IS NOT NULL;
CREATE INDEX "task_asks_idx" ON "task"("id")
 WHERE "ended_at" IS NULL AND jsonb_path_exists("state", '$.questions[*] ? (@.answer == null)');
