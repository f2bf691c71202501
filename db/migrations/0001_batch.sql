-- Room in each page for the next version of a row, so that an update touches no index.
ALTER TABLE "work_item" SET (fillfactor = 60);--> statement-breakpoint
ALTER TABLE "offer" SET (fillfactor = 70);--> statement-breakpoint
ALTER TABLE "agent" SET (fillfactor = 50);--> statement-breakpoint
ALTER TABLE "engine_lease" SET (fillfactor = 10);--> statement-breakpoint
-- Ends a batch inside its own statement unless every part wrote what was sent.
CREATE FUNCTION "assert_counts"(written bigint[], sent bigint[]) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF written IS DISTINCT FROM sent THEN
    RAISE EXCEPTION 'batch wrote % of %', written, sent USING ERRCODE = 'SB001';
  END IF;
  RETURN true;
END
$$;--> statement-breakpoint
INSERT INTO "engine_lease" VALUES ('engine', 0, '', '', 0, 'epoch', 1, 'epoch');
