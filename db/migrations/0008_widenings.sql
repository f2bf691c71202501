-- Escalation steps open an item to more than the dropping of what is relaxable.
ALTER TABLE "work_item" ADD COLUMN "widenings" json;--> statement-breakpoint
ALTER TABLE "work_item" ADD COLUMN "supervisor" text;--> statement-breakpoint
UPDATE "work_item" SET "widenings" = '[{"relax":"all","groups":[],"queues":[],"atOnce":0}]' WHERE "relaxed" AND "closed_at" IS NULL;--> statement-breakpoint
ALTER TABLE "work_item" DROP COLUMN "relaxed";
