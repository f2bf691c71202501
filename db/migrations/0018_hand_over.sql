-- What an item goes on from, and one action on many items.
CREATE TABLE "bulk_operation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"rev" integer NOT NULL,
	"action" text NOT NULL,
	"filter" json NOT NULL,
	"parameters" json NOT NULL,
	"reason" text,
	"author" text NOT NULL,
	"role" text NOT NULL,
	"state" text NOT NULL,
	"items" json NOT NULL,
	"position" integer NOT NULL,
	"done" integer NOT NULL,
	"skipped" integer NOT NULL,
	"failed" integer NOT NULL,
	"skipped_reasons" json NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "bulk_operation_state" CHECK (state in ('running', 'paused', 'done', 'cancelled'))
);
--> statement-breakpoint
ALTER TABLE "work_item_payload" ADD COLUMN "follows" uuid;--> statement-breakpoint
CREATE INDEX "work_item_follows" ON "work_item_payload" USING btree ("follows") WHERE follows is not null;