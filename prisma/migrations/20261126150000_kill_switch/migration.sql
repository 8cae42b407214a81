-- AlterTable
ALTER TABLE "executor" ADD COLUMN "stop_file" TEXT;

-- CreateTable
CREATE TABLE "kill_switch" (
    "scope_id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,
    "set_by" TEXT NOT NULL,
    "lifted_at" TIMESTAMPTZ(3),
    "lifted_by" TEXT,

    CONSTRAINT "kill_switch_pkey" PRIMARY KEY ("scope_id")
);

GRANT SELECT, INSERT, UPDATE ON "kill_switch" TO front_office_app;
