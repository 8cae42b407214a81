-- Artifacts, `<task>/<item>`, that the executor was to bring and does not have any more: what its worker said last, no fact.
ALTER TABLE "executor_link" ADD COLUMN "lacked_artifacts" TEXT[] NOT NULL DEFAULT '{}';

GRANT UPDATE ("lacked_artifacts") ON "executor_link" TO front_office_app;
