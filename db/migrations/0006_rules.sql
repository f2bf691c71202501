-- What rules need: what was asked for stands apart from what rules made of it, so that an item can be classified again.
ALTER TABLE "agent" ADD COLUMN "attributes" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "agent" ADD COLUMN "limits" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "configuration_version" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "configuration_version" ADD COLUMN "classified_since" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "work_item" ADD COLUMN "held_units" integer;--> statement-breakpoint
ALTER TABLE "work_item" ADD COLUMN "required_attributes" json;--> statement-breakpoint
ALTER TABLE "work_item" ADD COLUMN "preferred_agent" text;--> statement-breakpoint
ALTER TABLE "work_item" ADD COLUMN "preferred_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "work_item_payload" ADD COLUMN "customer" json;--> statement-breakpoint
ALTER TABLE "work_item_payload" ADD COLUMN "derived" json;--> statement-breakpoint
ALTER TABLE "work_item_payload" ADD COLUMN "given" json;--> statement-breakpoint
-- Items that were taken in before there were rules keep what they have: it counts as what was asked for.
UPDATE "work_item_payload" p SET "given" = json_build_object(
	'priority', w."priority", 'queue', w."queue", 'dueAt', (extract(epoch from w."due_at") * 1000)::bigint, 'requirements', json_build_object(
		'skills', coalesce(w."required_skills", '{}'::json), 'groups', coalesce(w."required_groups", '[]'::json),
		'attributes', '{}'::json, 'agent', w."required_agent"))
FROM "work_item" w WHERE w."id" = p."id" AND w."closed_at" IS NULL;
