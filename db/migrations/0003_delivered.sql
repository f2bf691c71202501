DROP TABLE "workflow_mark" CASCADE;--> statement-breakpoint
ALTER TABLE "engine_lease" ADD COLUMN "delivered_seq" bigint DEFAULT 0 NOT NULL;