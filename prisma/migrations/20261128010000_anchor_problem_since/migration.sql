-- Since when a place can't be used: its last note may be old only because nothing new was recorded.
ALTER TABLE "anchor" ADD COLUMN "problem_since" TIMESTAMPTZ(3);

UPDATE "anchor" SET "problem_since" = "looked_at" WHERE "problem" IS NOT NULL;
