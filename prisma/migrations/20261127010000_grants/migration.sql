-- Permissions for calls that nobody is asked about: what lets several pass, and each one that a run was given.
CREATE TABLE "standing_grant" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "task_id" TEXT NOT NULL,
    "proposal_id" TEXT NOT NULL,
    "tool" TEXT NOT NULL,
    "effect_class" TEXT NOT NULL,
    "target" JSONB NOT NULL,
    "count" INTEGER NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "made_by" TEXT NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by" TEXT,
    "ended_at" TIMESTAMPTZ(3),
    "end_reason" TEXT,
    CONSTRAINT "standing_grant_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "standing_grant_agent_id_idx" ON "standing_grant"("agent_id");
CREATE INDEX "standing_grant_project_id_idx" ON "standing_grant"("project_id");

CREATE TABLE "advance_grant" (
    "task_id" TEXT NOT NULL,
    "effect_key" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "grant_id" TEXT NOT NULL,
    "standing_grant_id" TEXT,
    "effect_class" TEXT NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "released_at" TIMESTAMPTZ(3),
    CONSTRAINT "advance_grant_pkey" PRIMARY KEY ("task_id", "effect_key")
);
CREATE INDEX "advance_grant_standing_grant_id_idx" ON "advance_grant"("standing_grant_id");
CREATE INDEX "advance_grant_effect_class_used_at_idx" ON "advance_grant"("effect_class", "used_at");
-- Few at a time: what runs have and neither used nor gave back.
CREATE INDEX "advance_grant_open_idx" ON "advance_grant"("task_id")
  WHERE "used_at" IS NULL AND "released_at" IS NULL;
-- Whether any like it was rejected since: nothing is offered then.
CREATE INDEX "proposal_rejected_idx" ON "proposal"("agent_id", ("state"->>'tool'), ("state"->>'decidedAt'))
  WHERE "status" = 'rejected';

GRANT SELECT, INSERT ON "standing_grant", "advance_grant" TO front_office_app;
GRANT UPDATE ("revoked_at", "revoked_by", "ended_at", "end_reason") ON "standing_grant" TO front_office_app;
GRANT UPDATE ("used_at", "released_at") ON "advance_grant" TO front_office_app;
