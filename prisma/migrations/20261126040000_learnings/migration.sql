-- CreateTable
CREATE TABLE "learning" (
    "task_id" TEXT NOT NULL,
    "item_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "about" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "learning_pkey" PRIMARY KEY ("task_id","item_id")
);

-- CreateIndex
CREATE INDEX "learning_project_id_at_idx" ON "learning"("project_id", "at");

-- CreateIndex
CREATE INDEX "learning_agent_id_at_idx" ON "learning"("agent_id", "at");

-- AddForeignKey
ALTER TABLE "learning" ADD CONSTRAINT "learning_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "task"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- Changed or deleted where a rewound run says it otherwise or has forgotten it; the entry stays.
GRANT SELECT, INSERT, UPDATE, DELETE ON "learning" TO front_office_app;
