-- What lists and the inbox say of a task, so that they need not open its state.
ALTER TABLE "task" ADD COLUMN "wait_detail" TEXT, ADD COLUMN "wait_until" TIMESTAMPTZ(3), ADD COLUMN "error" TEXT;

UPDATE "task" SET "wait_detail" = "state"->'wait'->>'detail', "wait_until" = ("state"->'wait'->>'until')::timestamptz,
                  "error" = "state"->>'error'
 WHERE "wait_kind" IS NOT NULL OR "state"->>'error' IS NOT NULL;

-- AlterTable
ALTER TABLE "run_cost" ADD COLUMN "is_failed" BOOLEAN NOT NULL DEFAULT false;

UPDATE "run_cost" c SET "is_failed" = true
  FROM "task" t
 WHERE t."id" = c."task_id" AND t."state"->'runs'->c."nth"->>'outcome' <> 'ok';

-- Runs of days, weeks and months are counted from the index alone.
CREATE INDEX "run_cost_ended_idx" ON "run_cost"("ended_at", "project_id", "cost_nano_usd", "is_failed");

-- The state of a task is large and seldom read with others; beside the rows, lists and counts read a tenth of the pages.
ALTER TABLE "task" SET (toast_tuple_target = 256);

-- Few tasks are open, and most pages ask for those.
CREATE INDEX "task_open_idx" ON "task"("created_at", "id") WHERE "ended_at" IS NULL;

-- Who decided last in a project.
CREATE INDEX "entry_decision_idx" ON "entry"("project_id", "id") INCLUDE ("actor", "at") WHERE "type" = 'approval_decided';
