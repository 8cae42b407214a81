-- A run that a person, a budget or a kill switch ended has not failed.
UPDATE "run_cost" c SET "is_failed" = false
  FROM "task" t
 WHERE c."is_failed" AND t."id" = c."task_id"
   AND t."state"->'runs'->c."nth"->>'outcome' IN ('aborted', 'over_budget', 'killed');
