-- What overflow rules have done to an item, and when they look at it next; and what its customer reads where they have ended it.
ALTER TABLE "work_item" ADD COLUMN "overflow_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "work_item" ADD COLUMN "waits_from" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "work_item" ADD COLUMN "overflow" json;--> statement-breakpoint
ALTER TABLE "work_item_payload" ADD COLUMN "message" text;