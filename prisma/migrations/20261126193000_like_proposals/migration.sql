-- Which call of a tool an agent was last allowed: what a new one is compared with.
ALTER TABLE "proposal" ADD COLUMN "agent_id" TEXT;
UPDATE "proposal" SET "agent_id" = t."agent_id" FROM "task" t WHERE t."id" = "task_id";
ALTER TABLE "proposal" ALTER COLUMN "agent_id" SET NOT NULL;

CREATE INDEX "proposal_allowed_idx" ON "proposal"("agent_id", ("state"->>'tool'), ("state"->>'decidedAt'))
  WHERE "status" IN ('approved', 'claimed', 'performed', 'failed', 'uncertain');
