-- Reservations from before have no lease: the next look asks about those that are open.
ALTER TABLE "run_reservation" ADD COLUMN "owner" TEXT, ADD COLUMN "lease_until" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "run_reservation_ended_at_lease_until_idx" ON "run_reservation"("ended_at", "lease_until");

-- DropIndex
DROP INDEX "run_reservation_ended_at_idx";

-- Who is at its run has the lease anew.
GRANT UPDATE ("lease_until") ON "run_reservation" TO front_office_app;
