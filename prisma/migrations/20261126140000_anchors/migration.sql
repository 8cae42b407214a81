-- CreateTable
CREATE TABLE "anchor" (
    "place" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "position" BIGINT,
    "hash" TEXT,
    "at" TIMESTAMPTZ(3),
    "problem" TEXT,
    "looked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "anchor_pkey" PRIMARY KEY ("place")
);

GRANT SELECT, INSERT, UPDATE, DELETE ON "anchor" TO front_office_app;
