-- Documents that somebody works on, and versions as they were written.
CREATE TABLE "configuration_draft" (
	"id" uuid PRIMARY KEY NOT NULL,
	"rev" integer NOT NULL,
	"name" text NOT NULL,
	"document" json NOT NULL,
	"based_on" integer NOT NULL,
	"author" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
-- The order in which things are written is the order in which rules run: jsonb does not keep it.
ALTER TABLE "configuration_version" ALTER COLUMN "document" SET DATA TYPE json;
