-- When a task is due, and what becomes of it then: lists and Home say it without opening any task's state.
ALTER TABLE "task" ADD COLUMN "due_at" TIMESTAMPTZ(3), ADD COLUMN "due_end" TEXT;

-- Prisma's schema language has no partial indexes: these are the tasks that can still be late.
CREATE INDEX "task_due_idx" ON "task"("due_at") WHERE "due_at" IS NOT NULL AND "ended_at" IS NULL;
