-- The columns that change most go last, so that an update logs few bytes; a page keeps room for one more version of each of its
-- rows, because a batch cannot prune what it has just replaced (docs/decisions/0002). Order needs a new table: copy, then copy back.
CREATE TABLE "work_item_before" AS TABLE "work_item";--> statement-breakpoint
DROP TABLE "work_item";--> statement-breakpoint
CREATE TABLE "work_item" (
	"id" uuid PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"external_id" text,
	"channel" text NOT NULL,
	"workstream" text NOT NULL,
	"configuration_version" integer NOT NULL,
	"cost" integer NOT NULL,
	"priority" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"not_before" timestamp with time zone,
	"due_at" timestamp with time zone,
	"time_to_live_ends_at" timestamp with time zone,
	"requirements" jsonb NOT NULL,
	"queue" text,
	"relaxed" boolean NOT NULL,
	"raised" integer NOT NULL,
	"escalation_step" integer NOT NULL,
	"flags" jsonb NOT NULL,
	"back_offs" jsonb NOT NULL,
	"enqueued_at" timestamp with time zone,
	"next_escalation_at" timestamp with time zone,
	"waiting_since" timestamp with time zone,
	"offered_at" timestamp with time zone,
	"rev" integer NOT NULL,
	"manual" boolean NOT NULL,
	"state" text NOT NULL,
	"agent_id" text,
	"assigned_at" timestamp with time zone,
	"completed_at" timestamp with time zone,
	"wrap_up_ends_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	CONSTRAINT "work_item_state" CHECK (state in ('scheduled', 'waiting', 'offered', 'assigned', 'wrapping_up', 'needs_attention', 'closed', 'cancelled', 'expired')),
	CONSTRAINT "work_item_settled" CHECK ((closed_at is not null) = (state in ('closed', 'cancelled', 'expired')))
) WITH (fillfactor = 45);--> statement-breakpoint
INSERT INTO "work_item" ("id", "source", "external_id", "channel", "workstream", "configuration_version", "cost", "priority", "created_at", "not_before", "due_at", "time_to_live_ends_at", "requirements", "queue", "relaxed", "raised", "escalation_step", "flags", "back_offs", "enqueued_at", "next_escalation_at", "waiting_since", "offered_at", "rev", "manual", "state", "agent_id", "assigned_at", "completed_at", "wrap_up_ends_at", "closed_at") SELECT "id", "source", "external_id", "channel", "workstream", "configuration_version", "cost", "priority", "created_at", "not_before", "due_at", "time_to_live_ends_at", "requirements", "queue", "relaxed", "raised", "escalation_step", "flags", "back_offs", "enqueued_at", "next_escalation_at", "waiting_since", "offered_at", "rev", "manual", "state", "agent_id", "assigned_at", "completed_at", "wrap_up_ends_at", "closed_at" FROM "work_item_before";--> statement-breakpoint
DROP TABLE "work_item_before";--> statement-breakpoint
CREATE TABLE "offer_before" AS TABLE "offer";--> statement-breakpoint
DROP TABLE "offer";--> statement-breakpoint
CREATE TABLE "offer" (
	"id" uuid PRIMARY KEY NOT NULL,
	"item_id" uuid NOT NULL,
	"agent_id" text NOT NULL,
	"units" integer NOT NULL,
	"offered_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"manual" boolean NOT NULL,
	"state" text NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "offer_state" CHECK (state in ('pending', 'accepted', 'declined', 'expired', 'withdrawn', 'cancelled', 'agent_lost')),
	CONSTRAINT "offer_ended" CHECK ((ended_at is not null) = (state <> 'pending'))
) WITH (fillfactor = 50);--> statement-breakpoint
INSERT INTO "offer" ("id", "item_id", "agent_id", "units", "offered_at", "expires_at", "manual", "state", "ended_at") SELECT "id", "item_id", "agent_id", "units", "offered_at", "expires_at", "manual", "state", "ended_at" FROM "offer_before";--> statement-breakpoint
DROP TABLE "offer_before";--> statement-breakpoint
CREATE TABLE "agent_before" AS TABLE "agent";--> statement-breakpoint
DROP TABLE "agent";--> statement-breakpoint
CREATE TABLE "agent" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"profile" text NOT NULL,
	"groups" jsonb NOT NULL,
	"skills" jsonb NOT NULL,
	"capacity" integer,
	"connectivity" text NOT NULL,
	"intent" text NOT NULL,
	"intent_reason" text,
	"intent_since" timestamp with time zone NOT NULL,
	"connection" text NOT NULL,
	"connection_since" timestamp with time zone NOT NULL,
	"rev" integer NOT NULL,
	"unanswered" integer NOT NULL,
	"idle_since" timestamp with time zone NOT NULL,
	"last_offer_seq" bigint NOT NULL,
	"kept_for" text,
	CONSTRAINT "agent_intent" CHECK (intent in ('available', 'busy', 'dnd', 'away', 'offline')),
	CONSTRAINT "agent_connection" CHECK (connection in ('connected', 'lost')),
	CONSTRAINT "agent_connectivity" CHECK (connectivity in ('heartbeat', 'assumed'))
) WITH (fillfactor = 50);--> statement-breakpoint
INSERT INTO "agent" ("id", "name", "profile", "groups", "skills", "capacity", "connectivity", "intent", "intent_reason", "intent_since", "connection", "connection_since", "rev", "unanswered", "idle_since", "last_offer_seq", "kept_for") SELECT "id", "name", "profile", "groups", "skills", "capacity", "connectivity", "intent", "intent_reason", "intent_since", "connection", "connection_since", "rev", "unanswered", "idle_since", "last_offer_seq", "kept_for" FROM "agent_before";--> statement-breakpoint
DROP TABLE "agent_before";--> statement-breakpoint
CREATE TABLE "engine_lease_before" AS TABLE "engine_lease";--> statement-breakpoint
DROP TABLE "engine_lease";--> statement-breakpoint
CREATE TABLE "engine_lease" (
	"name" text PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"address" text NOT NULL,
	"incarnation" integer NOT NULL,
	"epoch" bigint NOT NULL,
	"seq" bigint NOT NULL,
	"now" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
) WITH (fillfactor = 10);--> statement-breakpoint
INSERT INTO "engine_lease" ("name", "holder", "address", "incarnation", "epoch", "seq", "now", "expires_at") SELECT "name", "holder", "address", "incarnation", "epoch", "seq", "now", "expires_at" FROM "engine_lease_before";--> statement-breakpoint
DROP TABLE "engine_lease_before";--> statement-breakpoint
CREATE UNIQUE INDEX "work_item_external" ON "work_item" USING btree ("source","external_id") WHERE external_id is not null;--> statement-breakpoint
CREATE INDEX "work_item_open" ON "work_item" USING btree ("id") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "offer_item" ON "offer" USING btree ("item_id");--> statement-breakpoint
-- Nobody has written a mark yet.
DROP TABLE "workflow_mark";--> statement-breakpoint
CREATE TABLE "workflow_mark" (
	"item_id" uuid PRIMARY KEY NOT NULL,
	"delivered_rev" integer NOT NULL,
	"incarnation" integer NOT NULL
);
