-- CreateTable
CREATE TABLE "artifact_bytes" (
    "id" TEXT NOT NULL,
    "task_id" TEXT NOT NULL,
    "item_id" TEXT NOT NULL,
    "hash" TEXT,
    "size" BIGINT,
    "media_kind" TEXT,
    "media_type" TEXT,
    "refusal" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "artifact_bytes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stored_blob" (
    "sha256" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "seen_at" TIMESTAMPTZ(3),
    "read_at" TIMESTAMPTZ(3),
    "problem" TEXT,

    CONSTRAINT "stored_blob_pkey" PRIMARY KEY ("sha256")
);

-- CreateIndex
CREATE INDEX "artifact_bytes_task_id_idx" ON "artifact_bytes"("task_id");

-- CreateIndex
CREATE INDEX "artifact_bytes_hash_idx" ON "artifact_bytes"("hash");

-- CreateIndex
CREATE INDEX "stored_blob_seen_at_idx" ON "stored_blob"("seen_at");

-- CreateIndex
CREATE INDEX "stored_blob_read_at_idx" ON "stored_blob"("read_at");

GRANT SELECT, INSERT ON "artifact_bytes" TO front_office_app;
GRANT SELECT, INSERT, UPDATE ON "stored_blob" TO front_office_app;
