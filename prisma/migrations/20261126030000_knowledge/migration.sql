-- AlterTable
ALTER TABLE "context_pack" ADD COLUMN     "manifest" JSONB;

-- CreateTable
CREATE TABLE "document_text" (
    "sha256" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "document_text_pkey" PRIMARY KEY ("sha256")
);

-- CreateTable
CREATE TABLE "document" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "title_key" TEXT,
    "version" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "is_always" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_by" TEXT NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "document_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "document_version" (
    "document_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "is_always" BOOLEAN NOT NULL,
    "restored_from" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,

    CONSTRAINT "document_version_pkey" PRIMARY KEY ("document_id","version")
);

-- CreateTable
CREATE TABLE "document_section" (
    "document_id" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "heading" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "search" tsvector NOT NULL,

    CONSTRAINT "document_section_pkey" PRIMARY KEY ("document_id","ordinal")
);

-- CreateIndex
CREATE UNIQUE INDEX "document_project_id_title_key_key" ON "document"("project_id", "title_key");

-- CreateIndex
CREATE INDEX "document_section_search_idx" ON "document_section" USING GIN ("search");

-- AddForeignKey
ALTER TABLE "document" ADD CONSTRAINT "document_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document_version" ADD CONSTRAINT "document_version_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document_section" ADD CONSTRAINT "document_section_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A text is what its hash says: an entry that holds the hash proves the text.
ALTER TABLE "document_text" ADD CONSTRAINT "document_text_is_its_hash" CHECK ("sha256" = encode(sha256(convert_to("text", 'UTF8')), 'hex'));

CREATE TRIGGER facts_stay BEFORE UPDATE OR DELETE ON "document_text" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER facts_not_emptied BEFORE TRUNCATE ON "document_text" EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON "document_text", "document_version" TO front_office_app;
GRANT SELECT, INSERT, UPDATE ON "document" TO front_office_app;
GRANT SELECT, INSERT, DELETE ON "document_section" TO front_office_app;
