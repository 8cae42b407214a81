-- CreateTable
CREATE TABLE "inbox_triage" (
    "item_id" TEXT NOT NULL,
    "state" JSONB NOT NULL,

    CONSTRAINT "inbox_triage_pkey" PRIMARY KEY ("item_id")
);



GRANT SELECT, INSERT, UPDATE ON "inbox_triage" TO front_office_app;
