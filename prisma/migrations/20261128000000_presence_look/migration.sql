-- When the control worker looked last whether an executor is there: no fact, overwritten each time.
ALTER TABLE "executor_link" ADD COLUMN "looked_at" TIMESTAMPTZ(3);

-- What was recorded until now holds until the first look is due.
UPDATE "executor_link" SET "looked_at" = now();

GRANT UPDATE ("looked_at") ON "executor_link" TO front_office_app;
