-- CreateTable
CREATE TABLE "shipped" (
    "task_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "location" TEXT,
    "hash" TEXT,
    "size" BIGINT,
    "verified_at" TIMESTAMPTZ(3) NOT NULL,
    "proof" TEXT NOT NULL,
    "evidence" TEXT NOT NULL,

    CONSTRAINT "shipped_pkey" PRIMARY KEY ("task_id","title")
);

-- CreateIndex
CREATE INDEX "shipped_project_id_verified_at_idx" ON "shipped"("project_id", "verified_at");

-- CreateIndex
CREATE INDEX "shipped_verified_at_idx" ON "shipped"("verified_at");



-- A projection like the others: a rewound run may take back what it had shipped.
GRANT SELECT, INSERT, UPDATE, DELETE ON "shipped" TO front_office_app;

-- Rows of before, as the folds make them now: who accepted the work, and what left with it.
UPDATE "task" t SET "state" = t."state" || jsonb_build_object('waiver', e.waiver)
  FROM (SELECT DISTINCT ON ("stream_id") "stream_id", jsonb_build_object('by', "actor", 'note', "body"->>'note',
               'at', to_char("at" at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) AS waiver
          FROM "entry" WHERE "type" = 'work_accepted' ORDER BY "stream_id", "stream_seq" DESC) e
 WHERE e."stream_id" = 'task/' || t."id" AND (t."state"->>'isAccepted')::boolean;

UPDATE "task" t SET "state" = t."state" || jsonb_build_object('shipped', s.shipped)
  FROM (SELECT d."id", jsonb_agg(jsonb_build_object(
                 'title', d.title, 'kind', coalesce(nullif(d.artifact->>'artifactKind', ''), 'artifact'),
                 'location', d.artifact->'location', 'hash', d.artifact->'hash', 'size', d.artifact->'size',
                 'verifiedAt', coalesce(d."state"->'waiver'->'at', d."state"->'endedAt'), 'proof', 'artifact',
                 'evidence', coalesce(d."state"->'waiver'->>'note', '')) ORDER BY d.place) AS shipped
          FROM (SELECT DISTINCT ON (t."id", w.title) t."id", t."state", w.title, w.place, a.artifact
                  FROM "task" t
                 CROSS JOIN LATERAL jsonb_array_elements_text(t."state"->'deliverables') WITH ORDINALITY w (title, place)
                 CROSS JOIN LATERAL jsonb_array_elements(t."state"->'artifacts') WITH ORDINALITY a (artifact, nth)
                 WHERE t."status" = 'done' AND a.artifact->>'title' = w.title
                 ORDER BY t."id", w.title, w.place, a.nth DESC) d
         GROUP BY d."id") s
 WHERE s."id" = t."id";

INSERT INTO "shipped" ("task_id", "title", "project_id", "kind", "location", "hash", "size", "verified_at", "proof", "evidence")
SELECT t."id", s.title, t."project_id", s.kind, s.location, s.hash, s.size, s."verifiedAt", s.proof, s.evidence
  FROM "task" t CROSS JOIN LATERAL jsonb_to_recordset(t."state"->'shipped')
    AS s (title text, kind text, location text, hash text, size bigint, "verifiedAt" timestamptz, proof text, evidence text)
 WHERE t."state" ? 'shipped';
