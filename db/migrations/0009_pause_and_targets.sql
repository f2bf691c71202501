-- An item may be paused, its owner kept, and what was promised of it is counted.
ALTER TABLE "work_item" DROP CONSTRAINT "work_item_state";--> statement-breakpoint
ALTER TABLE "work_item" ADD COLUMN "paused_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "work_item" ADD COLUMN "resumes_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "work_item" ADD COLUMN "paused_for" text;--> statement-breakpoint
ALTER TABLE "work_item" ADD COLUMN "targets" json;--> statement-breakpoint
ALTER TABLE "work_item" ADD COLUMN "urged" integer;--> statement-breakpoint
ALTER TABLE "work_item" ADD CONSTRAINT "work_item_state" CHECK (state in ('scheduled', 'waiting', 'offered', 'assigned', 'paused', 'wrapping_up', 'needs_attention', 'closed', 'cancelled', 'expired'));
