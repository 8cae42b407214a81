-- CreateTable
CREATE TABLE "api_key" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "project_ids" TEXT[],
    "actions" TEXT[],
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "api_key_created_by_idx" ON "api_key"("created_by");



GRANT SELECT, INSERT ON "api_key" TO front_office_app;
GRANT UPDATE ("revoked_at", "last_used_at") ON "api_key" TO front_office_app;
