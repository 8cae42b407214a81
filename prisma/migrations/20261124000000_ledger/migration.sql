-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "stream" (
    "id" TEXT NOT NULL,
    "project_id" TEXT,
    "owner_run_id" TEXT,
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "owner_seq" INTEGER NOT NULL DEFAULT 0,
    "last_seq" INTEGER NOT NULL DEFAULT 0,
    "intent_seq" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "stream_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "entry" (
    "id" BIGSERIAL NOT NULL,
    "stream_id" TEXT NOT NULL,
    "stream_seq" INTEGER NOT NULL,
    "project_id" TEXT,
    "run_id" TEXT NOT NULL,
    "run_seq" INTEGER NOT NULL,
    "batch" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "digest" BYTEA NOT NULL,

    CONSTRAINT "entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "unsequenced" (
    "entry_id" BIGINT NOT NULL,

    CONSTRAINT "unsequenced_pkey" PRIMARY KEY ("entry_id")
);

-- CreateTable
CREATE TABLE "position" (
    "position" BIGINT NOT NULL,
    "entry_id" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "position_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "intent" (
    "id" TEXT NOT NULL,
    "workflow_id" TEXT NOT NULL,
    "intent_seq" INTEGER NOT NULL,
    "command" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "subject_id" TEXT,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "detail" TEXT,
    "leased_by" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "intent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "effect_claim" (
    "effect_key" TEXT NOT NULL,
    "intent_id" TEXT NOT NULL,
    "stream_id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "grant_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "effect_claim_pkey" PRIMARY KEY ("effect_key")
);

-- CreateTable
CREATE TABLE "project" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "mission" TEXT NOT NULL,
    "is_sample" BOOLEAN NOT NULL,
    "policy" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agent" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "charter" TEXT NOT NULL,
    "executor_id" TEXT,
    "openclaw_agent_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "agent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "executor_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "wait_kind" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "cost_nano_usd" BIGINT,
    "is_practice" BOOLEAN NOT NULL,
    "is_uncertain" BOOLEAN NOT NULL,
    "state" JSONB NOT NULL,
    "stream_seq" INTEGER NOT NULL,

    CONSTRAINT "task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "proposal" (
    "id" TEXT NOT NULL,
    "task_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "requested" TIMESTAMPTZ(3) NOT NULL,
    "state" JSONB NOT NULL,

    CONSTRAINT "proposal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "executor" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "executor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "executor_link" (
    "executor_id" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "report" JSONB,
    "reported_at" TIMESTAMPTZ(3),

    CONSTRAINT "executor_link_pkey" PRIMARY KEY ("executor_id")
);

-- CreateTable
CREATE TABLE "context_pack" (
    "hash" TEXT NOT NULL,
    "system" TEXT NOT NULL,
    "task" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "context_pack_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "set_up_link" (
    "token_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "set_up_link_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "user" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailVerified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "role" TEXT NOT NULL,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "token" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ipAddress" TEXT,
    "userAgent" TEXT,
    "userId" TEXT NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "accessToken" TEXT,
    "refreshToken" TEXT,
    "idToken" TEXT,
    "accessTokenExpiresAt" TIMESTAMP(3),
    "refreshTokenExpiresAt" TIMESTAMP(3),
    "scope" TEXT,
    "password" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_limit" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "lastRequest" BIGINT NOT NULL,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "entry_project_id_id_idx" ON "entry"("project_id", "id");

-- CreateIndex
CREATE INDEX "entry_type_id_idx" ON "entry"("type", "id");

-- CreateIndex
CREATE INDEX "entry_actor_id_idx" ON "entry"("actor", "id");

-- CreateIndex
CREATE UNIQUE INDEX "entry_stream_id_stream_seq_key" ON "entry"("stream_id", "stream_seq");

-- CreateIndex
CREATE UNIQUE INDEX "entry_stream_id_run_id_run_seq_key" ON "entry"("stream_id", "run_id", "run_seq");

-- CreateIndex
CREATE UNIQUE INDEX "position_entry_id_key" ON "position"("entry_id");

-- CreateIndex
CREATE INDEX "intent_status_workflow_id_intent_seq_idx" ON "intent"("status", "workflow_id", "intent_seq");

-- CreateIndex
CREATE INDEX "intent_subject_id_idx" ON "intent"("subject_id");

-- CreateIndex
CREATE UNIQUE INDEX "intent_workflow_id_intent_seq_key" ON "intent"("workflow_id", "intent_seq");

-- CreateIndex
CREATE UNIQUE INDEX "effect_claim_intent_id_key" ON "effect_claim"("intent_id");

-- CreateIndex
CREATE INDEX "agent_project_id_idx" ON "agent"("project_id");

-- CreateIndex
CREATE INDEX "task_project_id_created_at_idx" ON "task"("project_id", "created_at");

-- CreateIndex
CREATE INDEX "task_status_since_idx" ON "task"("status", "since");

-- CreateIndex
CREATE INDEX "task_agent_id_created_at_idx" ON "task"("agent_id", "created_at");

-- CreateIndex
CREATE INDEX "task_created_at_idx" ON "task"("created_at");

-- CreateIndex
CREATE INDEX "proposal_status_requested_idx" ON "proposal"("status", "requested");

-- CreateIndex
CREATE INDEX "proposal_task_id_idx" ON "proposal"("task_id");

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_key" ON "session"("token");

-- CreateIndex
CREATE INDEX "session_userId_idx" ON "session"("userId");

-- CreateIndex
CREATE INDEX "account_userId_idx" ON "account"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "rate_limit_key_key" ON "rate_limit"("key");

-- AddForeignKey
ALTER TABLE "entry" ADD CONSTRAINT "entry_stream_id_fkey" FOREIGN KEY ("stream_id") REFERENCES "stream"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "position" ADD CONSTRAINT "position_entry_id_fkey" FOREIGN KEY ("entry_id") REFERENCES "entry"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent" ADD CONSTRAINT "agent_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task" ADD CONSTRAINT "task_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task" ADD CONSTRAINT "task_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agent"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;



-- What Prisma's schema does not say: facts stay, and the application's role can't touch them.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % refused: facts are append only', tg_op, tg_table_name USING errcode = 'insufficient_privilege';
END $$;

CREATE TRIGGER facts_stay BEFORE UPDATE OR DELETE ON "entry" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER facts_stay BEFORE UPDATE OR DELETE ON "position" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER facts_stay BEFORE UPDATE OR DELETE ON "effect_claim" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER facts_not_emptied BEFORE TRUNCATE ON "entry" EXECUTE FUNCTION refuse_change();
CREATE TRIGGER facts_not_emptied BEFORE TRUNCATE ON "position" EXECUTE FUNCTION refuse_change();
CREATE TRIGGER facts_not_emptied BEFORE TRUNCATE ON "effect_claim" EXECUTE FUNCTION refuse_change();

-- The work list of the sequencer grows and shrinks all day.
ALTER TABLE "unsequenced" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'front_office_app') THEN
    CREATE ROLE front_office_app NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this cluster made it meanwhile
END $$;

GRANT USAGE ON SCHEMA public TO front_office_app;
GRANT SELECT, INSERT ON "entry", "position", "effect_claim", "context_pack" TO front_office_app;
GRANT USAGE ON SEQUENCE "entry_id_seq" TO front_office_app;
GRANT SELECT, INSERT, UPDATE ON "stream", "project", "agent", "task", "proposal", "executor" TO front_office_app;
GRANT SELECT, INSERT ON "intent" TO front_office_app;
GRANT UPDATE ("status", "detail", "leased_by", "lease_until", "attempts") ON "intent" TO front_office_app;
GRANT SELECT, INSERT, DELETE ON "unsequenced" TO front_office_app;
GRANT SELECT, INSERT, UPDATE ON "executor_link", "set_up_link" TO front_office_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "user", "session", "account", "verification", "rate_limit" TO front_office_app;
