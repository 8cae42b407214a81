-- Who began a task on the gateway: told from its state, so that lists say it without opening any.
ALTER TABLE "task" ADD COLUMN "starter" JSONB;

UPDATE "task" SET "starter" = "state"->'adopted'->'starter' WHERE "state" ? 'adopted';
