ALTER TABLE "work_item" ADD COLUMN "targets" json;--> statement-breakpoint
ALTER TABLE "work_item" ADD COLUMN "urged" integer;