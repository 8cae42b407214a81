-- Few runs have no known price; Home counts those of a month at every look.
CREATE INDEX "run_cost_unpriced_idx" ON "run_cost"("ended_at", "project_id") WHERE "cost_nano_usd" IS NULL;
