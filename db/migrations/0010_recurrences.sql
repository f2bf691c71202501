-- What recurs, by a rule; its items are made from here, each once.
CREATE TABLE "recurrence" (
	"id" uuid PRIMARY KEY NOT NULL,
	"rev" integer NOT NULL,
	"name" text NOT NULL,
	"item" json NOT NULL,
	"rule" text NOT NULL,
	"start" text NOT NULL,
	"time_zone" text NOT NULL,
	"until" text,
	"exceptions" json NOT NULL,
	"paused" boolean NOT NULL,
	"prepare_ms" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"done_until" timestamp with time zone NOT NULL
);
