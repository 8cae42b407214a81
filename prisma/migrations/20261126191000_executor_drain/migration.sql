-- AlterTable
ALTER TABLE "executor" ADD COLUMN     "drain" JSONB;
