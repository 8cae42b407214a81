-- Since when the sequencer has it before it, by this server's clock: an entry's own time is its writer's.
ALTER TABLE "unsequenced" ADD COLUMN "queued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp();
