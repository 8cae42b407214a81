-- AlterTable
ALTER TABLE "project" ADD COLUMN     "stage" TEXT NOT NULL DEFAULT 'active',
ADD COLUMN     "stage_reason" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "stage_since" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "task" ADD COLUMN     "hold_kind" TEXT;

-- CreateIndex
CREATE INDEX "task_hold_kind_project_id_idx" ON "task"("hold_kind", "project_id");
