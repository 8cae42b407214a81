-- CreateTable
CREATE TABLE "policy" (
    "scope_id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "policy_pkey" PRIMARY KEY ("scope_id")
);

-- CreateTable
CREATE TABLE "run_reservation" (
    "task_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "reserved_at" TIMESTAMPTZ(3) NOT NULL,
    "tokens_reserved" BIGINT,
    "nano_usd_reserved" BIGINT,
    "ended_at" TIMESTAMPTZ(3),
    "tokens_used" BIGINT,
    "nano_usd_used" BIGINT,

    CONSTRAINT "run_reservation_pkey" PRIMARY KEY ("task_id","step_id")
);

-- CreateIndex
CREATE INDEX "run_reservation_project_id_reserved_at_idx" ON "run_reservation"("project_id", "reserved_at");

-- CreateIndex
CREATE INDEX "run_reservation_agent_id_reserved_at_idx" ON "run_reservation"("agent_id", "reserved_at");

-- CreateIndex
CREATE INDEX "run_reservation_reserved_at_idx" ON "run_reservation"("reserved_at");

-- CreateIndex
CREATE INDEX "run_reservation_ended_at_idx" ON "run_reservation"("ended_at");



GRANT SELECT, INSERT, UPDATE ON "policy" TO front_office_app;
GRANT SELECT, INSERT ON "run_reservation" TO front_office_app;
GRANT UPDATE ("ended_at", "tokens_used", "nano_usd_used") ON "run_reservation" TO front_office_app;
