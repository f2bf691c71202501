-- What needs attention says why, and since when. Of what needs it already, its age is the nearest that is known.
ALTER TABLE "work_item" ADD COLUMN "attention" json;--> statement-breakpoint
UPDATE "work_item" SET "attention" = json_build_object('reason', 'no_queue', 'since', floor(extract(epoch from coalesce("enqueued_at", "created_at")) * 1000)::bigint) WHERE "state" = 'needs_attention' and "closed_at" is null;
