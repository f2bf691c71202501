-- How a call-back stands: its slot, and what came of each attempt.
ALTER TABLE "work_item" ADD COLUMN "callback" json;