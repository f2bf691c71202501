-- For which item its agent leaves an item for now; nearly always null.
ALTER TABLE "work_item" ADD COLUMN "interrupted_by" uuid;
