-- AlterTable
ALTER TABLE "agent" ADD COLUMN     "changed_at" TIMESTAMPTZ(3),
ADD COLUMN     "changed_by" TEXT,
ADD COLUMN     "retired_at" TIMESTAMPTZ(3),
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;

-- CreateTable
CREATE TABLE "heartbeat" (
    "agent_id" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,
    "paused_at" TIMESTAMPTZ(3),
    "paused_by" TEXT,
    "pause_note" TEXT,
    "resumed_at" TIMESTAMPTZ(3),
    "asked_at" TIMESTAMPTZ(3),
    "asked_by" TEXT,
    "asked_note" TEXT,

    CONSTRAINT "heartbeat_pkey" PRIMARY KEY ("agent_id")
);

-- CreateTable
CREATE TABLE "beat" (
    "agent_id" TEXT NOT NULL,
    "scheduled_at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "task_id" TEXT,
    "until" TIMESTAMPTZ(3),
    "count" INTEGER NOT NULL DEFAULT 1,
    "seen" BIGINT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "beat_pkey" PRIMARY KEY ("agent_id","scheduled_at")
);

-- CreateTable
CREATE TABLE "heartbeat_link" (
    "agent_id" TEXT NOT NULL,
    "applied_at" TIMESTAMPTZ(3),
    "problem" TEXT,
    "triggered_at" TIMESTAMPTZ(3),
    "checked_until" TIMESTAMPTZ(3),
    "missed" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "heartbeat_link_pkey" PRIMARY KEY ("agent_id")
);

-- CreateIndex
CREATE INDEX "beat_task_id_idx" ON "beat"("task_id");

-- CreateIndex
CREATE INDEX "beat_outcome_at_idx" ON "beat"("outcome", "at");

-- AddForeignKey
ALTER TABLE "heartbeat" ADD CONSTRAINT "heartbeat_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agent"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "beat" ADD CONSTRAINT "beat_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agent"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



GRANT SELECT, INSERT, UPDATE, DELETE ON "heartbeat", "heartbeat_link" TO front_office_app;
GRANT SELECT, INSERT ON "beat" TO front_office_app;
