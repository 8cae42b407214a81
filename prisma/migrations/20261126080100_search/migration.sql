-- CreateTable
CREATE TABLE "task_words" (
    "task_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "words" tsvector NOT NULL,

    CONSTRAINT "task_words_pkey" PRIMARY KEY ("task_id")
);

-- CreateIndex
CREATE INDEX "task_words_words_idx" ON "task_words" USING GIN ("words");



-- Title and intent of a task never change, so its words are kept once, beside the row that changes with each entry.
CREATE FUNCTION task_words_of(title text, intent text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
  SELECT setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', left(intent, 20000)), 'D')
$$;

CREATE FUNCTION keep_task_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO task_words (task_id, created_at, words)
  VALUES (NEW.id, NEW.created_at, task_words_of(NEW.title, coalesce(NEW.state->>'intent', '')))
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER task_words_kept AFTER INSERT ON "task" FOR EACH ROW EXECUTE FUNCTION keep_task_words();

INSERT INTO task_words SELECT id, created_at, task_words_of(title, coalesce(state->>'intent', '')) FROM task;

GRANT SELECT, INSERT ON "task_words" TO front_office_app;
