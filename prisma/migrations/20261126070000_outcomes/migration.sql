-- CreateTable
CREATE TABLE "run_cost" (
    "task_id" TEXT NOT NULL,
    "nth" INTEGER NOT NULL,
    "project_id" TEXT NOT NULL,
    "ended_at" TIMESTAMPTZ(3) NOT NULL,
    "cost_nano_usd" BIGINT,

    CONSTRAINT "run_cost_pkey" PRIMARY KEY ("task_id","nth")
);

-- CreateTable
CREATE TABLE "money_event" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "amount" DECIMAL(20,6) NOT NULL,
    "currency" TEXT NOT NULL,
    "occurred_on" DATE NOT NULL,
    "source" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "external_id" TEXT,
    "import_hash" TEXT,
    "import_line" INTEGER,
    "content_key" TEXT NOT NULL,
    "booked_at" TIMESTAMPTZ(3) NOT NULL,
    "booked_by" TEXT NOT NULL,
    "reversed_at" TIMESTAMPTZ(3),
    "reversed_by" TEXT,
    "reversal_reason" TEXT,

    CONSTRAINT "money_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operator_rate" (
    "project_id" TEXT NOT NULL,
    "per_hour" DECIMAL(20,6),
    "currency" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "operator_rate_pkey" PRIMARY KEY ("project_id")
);

-- CreateTable
CREATE TABLE "decision" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "context" TEXT NOT NULL,
    "choice" TEXT NOT NULL,
    "review_on" DATE NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "made_by" TEXT NOT NULL,
    "verdict" TEXT,
    "review_note" TEXT,
    "reviewed_at" TIMESTAMPTZ(3),
    "reviewed_by" TEXT,

    CONSTRAINT "decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "objective" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "week" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "target" TEXT,
    "set_at" TIMESTAMPTZ(3) NOT NULL,
    "set_by" TEXT NOT NULL,
    "outcome" TEXT,
    "close_note" TEXT,
    "closed_at" TIMESTAMPTZ(3),
    "closed_by" TEXT,

    CONSTRAINT "objective_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "noted_learning" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" TEXT NOT NULL,

    CONSTRAINT "noted_learning_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "run_cost_project_id_ended_at_idx" ON "run_cost"("project_id", "ended_at");

-- CreateIndex
CREATE INDEX "money_event_project_id_occurred_on_id_idx" ON "money_event"("project_id", "occurred_on", "id");

-- CreateIndex
CREATE INDEX "money_event_project_id_content_key_idx" ON "money_event"("project_id", "content_key");

-- CreateIndex
CREATE INDEX "money_event_project_id_external_id_idx" ON "money_event"("project_id", "external_id");

-- CreateIndex
CREATE INDEX "decision_project_id_made_at_idx" ON "decision"("project_id", "made_at");

-- CreateIndex
CREATE INDEX "decision_review_on_idx" ON "decision"("review_on");

-- CreateIndex
CREATE INDEX "objective_project_id_week_idx" ON "objective"("project_id", "week");

-- CreateIndex
CREATE INDEX "objective_week_idx" ON "objective"("week");

-- CreateIndex
CREATE INDEX "noted_learning_project_id_at_idx" ON "noted_learning"("project_id", "at");

-- AddForeignKey
ALTER TABLE "run_cost" ADD CONSTRAINT "run_cost_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "task"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "money_event" ADD CONSTRAINT "money_event_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operator_rate" ADD CONSTRAINT "operator_rate_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decision" ADD CONSTRAINT "decision_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "objective" ADD CONSTRAINT "objective_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "noted_learning" ADD CONSTRAINT "noted_learning_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- What operators did for a project, which the estimate of their time counts. Made for reading it without the entries.
CREATE INDEX "entry_operator_action_idx" ON "entry"("project_id", "at", "type")
  WHERE "type" IN ('approval_decided', 'question_answered', 'message_sent') AND "actor" LIKE 'operator:%';

INSERT INTO "run_cost" ("task_id", "nth", "project_id", "ended_at", "cost_nano_usd")
SELECT t."id", r.nth - 1, t."project_id", (r.run->>'endedAt')::timestamptz, (r.run->'usage'->>'costNanoUsd')::bigint
  FROM "task" t CROSS JOIN LATERAL jsonb_array_elements(t."state"->'runs') WITH ORDINALITY AS r(run, nth)
 WHERE r.run->>'endedAt' IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON "run_cost" TO front_office_app;
GRANT SELECT, INSERT ON "money_event", "decision", "objective", "noted_learning" TO front_office_app;
GRANT UPDATE ("reversed_at", "reversed_by", "reversal_reason") ON "money_event" TO front_office_app;
GRANT UPDATE ("verdict", "review_note", "reviewed_at", "reviewed_by") ON "decision" TO front_office_app;
GRANT UPDATE ("outcome", "close_note", "closed_at", "closed_by") ON "objective" TO front_office_app;
GRANT SELECT, INSERT, UPDATE ON "operator_rate" TO front_office_app;
