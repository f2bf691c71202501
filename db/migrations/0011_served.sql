-- Who completed the last item of a customer, where a workstream prefers her for the next.
CREATE TABLE "served" (
	"workstream" text NOT NULL,
	"customer_ref" text NOT NULL,
	"agent_id" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"seq" bigint NOT NULL,
	CONSTRAINT "served_workstream_customer_ref_pk" PRIMARY KEY("workstream","customer_ref")
);
