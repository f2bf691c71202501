CREATE TABLE "agent" (
	"id" text PRIMARY KEY NOT NULL,
	"rev" integer NOT NULL,
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
	"idle_since" timestamp with time zone NOT NULL,
	"unanswered" integer NOT NULL,
	"last_offer_seq" bigint NOT NULL,
	"kept_for" text,
	CONSTRAINT "agent_intent" CHECK (intent in ('available', 'busy', 'dnd', 'away', 'offline')),
	CONSTRAINT "agent_connection" CHECK (connection in ('connected', 'lost')),
	CONSTRAINT "agent_connectivity" CHECK (connectivity in ('heartbeat', 'assumed'))
);
--> statement-breakpoint
CREATE TABLE "api_key" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"agent" text,
	"source" text,
	"hash" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_key_hash_unique" UNIQUE("hash"),
	CONSTRAINT "api_key_role" CHECK (role in ('channel', 'agent', 'supervisor', 'admin', 'ops'))
);
--> statement-breakpoint
CREATE TABLE "configuration_version" (
	"version" integer PRIMARY KEY NOT NULL,
	"document" jsonb NOT NULL,
	"author" text NOT NULL,
	"published_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "engine_lease" (
	"name" text PRIMARY KEY NOT NULL,
	"epoch" bigint NOT NULL,
	"holder" text NOT NULL,
	"address" text NOT NULL,
	"seq" bigint NOT NULL,
	"now" timestamp with time zone NOT NULL,
	"incarnation" integer NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "event" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"item_id" uuid,
	"rev" integer,
	"agent_id" text,
	"agent_rev" integer,
	"offer_id" uuid,
	"actor" text NOT NULL,
	"cause" text NOT NULL,
	"command_id" text NOT NULL,
	"units" integer,
	"queue" text,
	"channel" text,
	"workstream" text,
	"configuration_version" integer NOT NULL,
	"details" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "idempotency" (
	"scope" text PRIMARY KEY NOT NULL,
	"body_hash" text NOT NULL,
	"reply" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "offer" (
	"id" uuid PRIMARY KEY NOT NULL,
	"item_id" uuid NOT NULL,
	"agent_id" text NOT NULL,
	"state" text NOT NULL,
	"units" integer NOT NULL,
	"offered_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"manual" boolean NOT NULL,
	CONSTRAINT "offer_state" CHECK (state in ('pending', 'accepted', 'declined', 'expired', 'withdrawn', 'cancelled', 'agent_lost'))
);
--> statement-breakpoint
CREATE TABLE "work_item" (
	"id" uuid PRIMARY KEY NOT NULL,
	"rev" integer NOT NULL,
	"source" text NOT NULL,
	"external_id" text,
	"channel" text NOT NULL,
	"workstream" text NOT NULL,
	"queue" text,
	"state" text NOT NULL,
	"priority" integer NOT NULL,
	"raised" integer NOT NULL,
	"cost" integer NOT NULL,
	"requirements" jsonb NOT NULL,
	"relaxed" boolean NOT NULL,
	"escalation_step" integer NOT NULL,
	"flags" jsonb NOT NULL,
	"agent_id" text,
	"manual" boolean NOT NULL,
	"back_offs" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"enqueued_at" timestamp with time zone,
	"waiting_since" timestamp with time zone,
	"offered_at" timestamp with time zone,
	"assigned_at" timestamp with time zone,
	"completed_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"not_before" timestamp with time zone,
	"due_at" timestamp with time zone,
	"next_escalation_at" timestamp with time zone,
	"wrap_up_ends_at" timestamp with time zone,
	"time_to_live_ends_at" timestamp with time zone,
	"configuration_version" integer NOT NULL,
	CONSTRAINT "work_item_state" CHECK (state in ('scheduled', 'waiting', 'offered', 'assigned', 'wrapping_up', 'needs_attention', 'closed', 'cancelled', 'expired'))
);
--> statement-breakpoint
CREATE TABLE "work_item_payload" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject" text,
	"customer_ref" text,
	"attributes" jsonb NOT NULL,
	"outcome" text,
	"note" text
);
--> statement-breakpoint
CREATE TABLE "workflow_mark" (
	"item_id" uuid PRIMARY KEY NOT NULL,
	"rev" integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX "event_item" ON "event" USING btree ("item_id","seq") WHERE item_id is not null;--> statement-breakpoint
CREATE INDEX "offer_pending" ON "offer" USING btree ("item_id") WHERE ended_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "work_item_external" ON "work_item" USING btree ("source","external_id") WHERE external_id is not null;--> statement-breakpoint
CREATE INDEX "work_item_open" ON "work_item" USING btree ("id") WHERE closed_at is null;