-- What a life costs in WAL (docs/decisions/0002). Source and external id go to what is written once; what is nearly always the same
-- becomes null; an offer is found by its item; and each item is in one of two indexes, not in the primary key and in the open one.
-- Order of columns needs new tables.
DROP INDEX "offer_item";--> statement-breakpoint
DROP INDEX "work_item_external";--> statement-breakpoint
DROP INDEX "work_item_open";--> statement-breakpoint
ALTER TABLE "work_item" RENAME TO "work_item_before";--> statement-breakpoint
ALTER TABLE "work_item_payload" RENAME TO "work_item_payload_before";--> statement-breakpoint
ALTER TABLE "work_item_payload_before" RENAME CONSTRAINT "work_item_payload_pkey" TO "work_item_payload_before_pkey";--> statement-breakpoint
ALTER TABLE "offer" RENAME TO "offer_before";--> statement-breakpoint
CREATE TABLE "work_item" (
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"configuration_version" integer NOT NULL,
	"cost" integer NOT NULL,
	"priority" integer NOT NULL,
	"raised" integer,
	"escalation_step" integer,
	"ladder_from" integer,
	"channel" text NOT NULL,
	"workstream" text NOT NULL,
	"queue" text,
	"required_skills" json,
	"required_groups" json,
	"required_agent" text,
	"flags" json,
	"back_offs" json,
	"relaxed" boolean,
	"manual" boolean,
	"not_before" timestamp with time zone,
	"due_at" timestamp with time zone,
	"time_to_live_ends_at" timestamp with time zone,
	"enqueued_at" timestamp with time zone,
	"next_escalation_at" timestamp with time zone,
	"waiting_since" timestamp with time zone,
	"offered_at" timestamp with time zone,
	"assigned_at" timestamp with time zone,
	"wrap_up_ends_at" timestamp with time zone,
	"completed_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"rev" integer NOT NULL,
	"state" text NOT NULL,
	"agent_id" text,
	CONSTRAINT "work_item_state" CHECK (state in ('scheduled', 'waiting', 'offered', 'assigned', 'wrapping_up', 'needs_attention', 'closed', 'cancelled', 'expired')),
	CONSTRAINT "work_item_settled" CHECK ((closed_at is not null) = (state in ('closed', 'cancelled', 'expired')))
) WITH (fillfactor = 42);--> statement-breakpoint
INSERT INTO "work_item" SELECT "id", "created_at", "configuration_version", "cost", "priority", nullif("raised", 0), nullif("escalation_step", 0), nullif("ladder_from", 0), "channel", "workstream", "queue", nullif("requirements"->'skills', '{}')::json, nullif("requirements"->'groups', '[]')::json, "requirements"->>'agent', nullif("flags", '[]')::json, nullif("back_offs", '{}')::json, nullif("relaxed", false), nullif("manual", false), "not_before", "due_at", "time_to_live_ends_at", "enqueued_at", "next_escalation_at", "waiting_since", "offered_at", "assigned_at", "wrap_up_ends_at", "completed_at", "closed_at", "rev", "state", "agent_id" FROM "work_item_before";--> statement-breakpoint
CREATE TABLE "work_item_payload" (
	"id" uuid PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"external_id" text,
	"subject" text,
	"customer_ref" text,
	"attributes" jsonb NOT NULL,
	"outcome" text,
	"note" text
);--> statement-breakpoint
INSERT INTO "work_item_payload" SELECT p."id", w."source", w."external_id", p."subject", p."customer_ref", p."attributes", p."outcome", p."note" FROM "work_item_payload_before" p JOIN "work_item_before" w ON w."id" = p."id";--> statement-breakpoint
DROP TABLE "work_item_before";--> statement-breakpoint
DROP TABLE "work_item_payload_before";--> statement-breakpoint
CREATE TABLE "offer" (
	"id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"units" integer NOT NULL,
	"agent_id" text NOT NULL,
	"manual" boolean,
	"ended_at" timestamp with time zone,
	"state" text NOT NULL,
	CONSTRAINT "offer_item_id_id_pk" PRIMARY KEY ("item_id", "id"),
	CONSTRAINT "offer_state" CHECK (state in ('pending', 'accepted', 'declined', 'expired', 'withdrawn', 'cancelled', 'agent_lost')),
	CONSTRAINT "offer_ended" CHECK ((ended_at is not null) = (state <> 'pending'))
) WITH (fillfactor = 40);--> statement-breakpoint
INSERT INTO "offer" SELECT "id", "item_id", "expires_at", "units", "agent_id", nullif("manual", false), "ended_at", "state" FROM "offer_before";--> statement-breakpoint
DROP TABLE "offer_before";--> statement-breakpoint
CREATE UNIQUE INDEX "work_item_open" ON "work_item" USING btree ("id") WHERE closed_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "work_item_closed" ON "work_item" USING btree ("id") WHERE closed_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "work_item_external" ON "work_item_payload" USING btree ("source","external_id") WHERE external_id is not null;--> statement-breakpoint
ALTER TABLE "event" ALTER COLUMN "details" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "event" ALTER COLUMN "details" SET DATA TYPE json USING nullif("details", '{}')::json;--> statement-breakpoint
DROP INDEX "event_item";--> statement-breakpoint
CREATE INDEX "event_item" ON "event" USING btree ("item_id") WHERE item_id is not null;
