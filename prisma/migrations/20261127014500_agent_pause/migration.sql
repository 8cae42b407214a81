-- What an agent does over and over pauses it until an operator lets it go on.
ALTER TABLE "agent" ADD COLUMN     "pause" JSONB,
ADD COLUMN     "resumed_at" TIMESTAMPTZ(3);

-- What an agent proposed lately is looked at before each run of it.
CREATE INDEX "proposal_agent_id_requested_idx" ON "proposal"("agent_id", "requested");
