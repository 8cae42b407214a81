-- Limits of effects in an hour count the permissions of the last one.
CREATE INDEX "effect_claim_at_idx" ON "effect_claim"("at");
