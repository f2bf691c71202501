-- An agent may finish what she has and get nothing new.
ALTER TABLE "agent" DROP CONSTRAINT "agent_intent";--> statement-breakpoint
ALTER TABLE "agent" ADD CONSTRAINT "agent_intent" CHECK (intent in ('available', 'busy', 'dnd', 'away', 'draining', 'offline'));