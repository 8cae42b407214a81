-- Whether anything was ever sent to a recipient: looked up by a parameter and its value, for each look at the inbox.
CREATE INDEX "proposal_sent_idx" ON "proposal" USING gin (("state"->'parameters') jsonb_path_ops)
  WHERE "status" IN ('approved', 'claimed', 'performed', 'failed', 'uncertain');
