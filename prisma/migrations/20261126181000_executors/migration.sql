-- AlterTable
ALTER TABLE "executor" ADD COLUMN     "retired_at" TIMESTAMPTZ(3),
ADD COLUMN     "token_at" TIMESTAMPTZ(3);

-- Until now a token was the one of the registration.
UPDATE "executor" SET "token_at" = (
  SELECT "at" FROM "entry" WHERE "stream_id" = 'executor/' || "executor"."id" AND "type" = 'executor_registered'
);

-- AlterTable
ALTER TABLE "executor_link" ADD COLUMN     "is_issued" BOOLEAN NOT NULL DEFAULT false,
ALTER COLUMN "token_hash" DROP NOT NULL;
