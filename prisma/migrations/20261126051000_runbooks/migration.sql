-- CreateTable
CREATE TABLE "runbook" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT,
    "version" INTEGER NOT NULL,
    "yaml" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "runbook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "runbook_run" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "runbook_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "wait_kind" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "state" JSONB NOT NULL,
    "stream_seq" INTEGER NOT NULL,

    CONSTRAINT "runbook_run_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "runbook_name_key_key" ON "runbook"("name_key");

-- CreateIndex
CREATE INDEX "runbook_project_id_idx" ON "runbook"("project_id");

-- CreateIndex
CREATE INDEX "runbook_run_project_id_created_at_idx" ON "runbook_run"("project_id", "created_at");

-- CreateIndex
CREATE INDEX "runbook_run_runbook_id_created_at_idx" ON "runbook_run"("runbook_id", "created_at");

-- CreateIndex
CREATE INDEX "runbook_run_status_idx" ON "runbook_run"("status");



GRANT SELECT, INSERT, UPDATE ON "runbook", "runbook_run" TO front_office_app;
