-- A run that was not begun reserves nothing and counts as none.
GRANT DELETE ON "run_reservation" TO front_office_app;
