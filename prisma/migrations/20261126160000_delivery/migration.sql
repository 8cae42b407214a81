-- Who waits for an executor, since when: told from a task's state, so that a line is read without opening any.
ALTER TABLE "task" ADD COLUMN "queued_at" TIMESTAMPTZ(3);

UPDATE "task" SET "queued_at" = ("state"->'runs'->-1->>'queuedAt')::timestamptz
 WHERE "ended_at" IS NULL AND "wait_kind" = 'executor' AND "state"->'runs'->-1->>'endedAt' IS NULL
   AND "state"->'runs'->-1->>'acceptedAt' IS NULL;

CREATE INDEX "task_queued_idx" ON "task"("executor_id", "queued_at") WHERE "queued_at" IS NOT NULL;

-- What Temporal says of an executor's slots and queue: no fact, overwritten each time.
ALTER TABLE "executor_link" ADD COLUMN "load" JSONB;

-- How many runs may be under way on an executor at once.
ALTER TABLE "executor" ADD COLUMN "run_limit" INTEGER;

ALTER TABLE "task" ADD COLUMN "priority" TEXT NOT NULL DEFAULT 'normal';
