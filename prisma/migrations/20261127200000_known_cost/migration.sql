-- AlterTable
ALTER TABLE "run_reservation" ADD COLUMN "nano_usd_known" BIGINT;

-- Written with the run's end.
GRANT UPDATE ("nano_usd_known") ON "run_reservation" TO front_office_app;
