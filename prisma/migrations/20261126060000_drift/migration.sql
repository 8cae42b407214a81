-- CreateTable
CREATE TABLE "finding" (
    "id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "project_id" TEXT,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "first_seen" TIMESTAMPTZ(3) NOT NULL,
    "state" JSONB NOT NULL,

    CONSTRAINT "finding_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mirror" (
    "executor_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "is_passing" BOOLEAN NOT NULL,
    "side" JSONB,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mirror_pkey" PRIMARY KEY ("executor_id","kind","key")
);

-- CreateTable
CREATE TABLE "look" (
    "scope" TEXT NOT NULL,
    "baseline_at" TIMESTAMPTZ(3),
    "looked_at" TIMESTAMPTZ(3) NOT NULL,
    "compared" JSONB NOT NULL,

    CONSTRAINT "look_pkey" PRIMARY KEY ("scope")
);

-- CreateIndex
CREATE INDEX "finding_scope_status_idx" ON "finding"("scope", "status");

-- CreateIndex
CREATE INDEX "finding_status_first_seen_idx" ON "finding"("status", "first_seen");



GRANT SELECT, INSERT, UPDATE ON "finding", "look" TO front_office_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "mirror" TO front_office_app;
