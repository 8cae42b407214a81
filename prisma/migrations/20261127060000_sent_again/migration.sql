-- The run of its workflow for which it was sent once more, because a reset had left out what came after it.
ALTER TABLE "intent" ADD COLUMN "sent_again_to" TEXT;

GRANT UPDATE ("sent_again_to") ON "intent" TO front_office_app;
