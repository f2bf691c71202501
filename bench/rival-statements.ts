/** The rival's tables and its three steps, each one statement. The data are those of `bench/installation.ts`. */
export const SCHEMA = `
create schema rival;
create table rival.agent (
  id text primary key, skills jsonb not null, capacity integer not null, free integer not null check (free >= 0),
  available boolean not null default true, idle_since timestamptz not null default now()) with (fillfactor = 30);
create table rival.item (
  id uuid primary key, created_at timestamptz not null default now(), enqueued_at timestamptz not null default now(), key bigint not null,
  cost integer not null, priority integer not null, channel text not null, workstream text not null, queue text not null,
  skill text, level integer, offered_at timestamptz, assigned_at timestamptz, completed_at timestamptz, closed_at timestamptz,
  rev integer not null default 1, state text not null, agent_id text) with (fillfactor = 45);
create index item_waiting on rival.item (key, id) where state = 'waiting';
create table rival.payload (
  id uuid primary key, source text not null, external_id text, subject text, customer_ref text, attributes jsonb not null,
  unique (source, external_id));
create table rival.offer (
  id uuid primary key, item_id uuid not null, agent_id text not null, units integer not null, expires_at timestamptz not null,
  ended_at timestamptz, state text not null default 'pending') with (fillfactor = 45);
create index offer_item on rival.offer (item_id);
create table rival.event (
  seq bigint generated always as identity primary key, type text not null, at timestamptz not null default now(), item_id uuid,
  agent_id text, offer_id uuid, actor text not null, cause text not null, command_id text not null, units integer, queue text,
  channel text, workstream text, configuration_version integer not null default 1, details json);
create index event_item on rival.event (item_id)`;

const EVENT =
  'insert into rival.event (type, item_id, agent_id, offer_id, actor, cause, command_id, units, queue, channel, workstream, details)';
const OF = `'regular', 'chat', 'chat'`;

/** Who was ruled out, why, and the first twenty of them by name. */
const WHY = `
  select json_agg(json_build_object('reason', reason, 'count', count, 'agents', agents)) as ruled_out from (
    select reason, count(*), (array_agg(id order by id))[1:20] as agents from (
      select id, case when not available then 'presence' when (skills ->> 'german')::int < 2 then 'skill'
        when free < 1 then 'full' end as reason from rival.agent) agents
    where reason is not null group by reason) reasons`;

/** No row, and nothing written, while all whom it might find are locked. */
export const CREATE = `
with chosen as (
  select id from rival.agent where available and free >= 1 and (skills ->> 'german')::int >= 2
  order by idle_since, id limit 1 for update skip locked),
held as (update rival.agent a set free = a.free - 1 from chosen where a.id = chosen.id returning a.id),
why as (${WHY}),
item as (
  insert into rival.item (id, key, cost, priority, channel, workstream, queue, skill, level, offered_at, state)
  select $1::uuid, extract(epoch from now()) * 1000, 1, 0, 'chat', 'chat', 'regular', 'german', 2, now(), 'offered' from held),
payload as (
  insert into rival.payload (id, source, external_id, subject, customer_ref, attributes)
  select $1::uuid, $2, $3, $4, $5, '{"language": "de"}' from held),
offer as (
  insert into rival.offer (id, item_id, agent_id, units, expires_at)
  select $6::uuid, $1::uuid, id, 1, now() + interval '30 seconds' from held),
log as (
  ${EVENT}
  select d.type, $1::uuid, d.agent, d.offer, 'key:ke_bench', 'create', $7, d.units, ${OF}, d.details from held, why, lateral (values
    ('item.created', null, null::uuid, null::int, '{"priority":0,"cost":1}'::json),
    ('item.enqueued', null, null, null, '{"reason":"new"}'),
    ('offer.made', held.id, $6::uuid, 1, json_build_object('ruledOut', why.ruled_out, 'expiresAt', now() + interval '30 seconds'))
  ) d (type, agent, offer, units, details))
select id from held`;

export const ACCEPT = `
with answered as (
  update rival.offer set state = 'accepted', ended_at = now()
  where id = $1::uuid and state = 'pending' and expires_at > now() returning id, item_id, agent_id, units),
item as (
  update rival.item i set state = 'assigned', agent_id = a.agent_id, assigned_at = now(), rev = i.rev + 1
  from answered a where i.id = a.item_id and i.state = 'offered' returning i.id),
log as (
  ${EVENT}
  select d.type, a.item_id, a.agent_id, d.offer, 'key:ke_bench', 'accept', $2, a.units, ${OF}, d.details from answered a, lateral (values
    ('offer.accepted', a.id, null::json), ('item.assigned', null, '{"by":"offer"}')) d (type, offer, details))
select id from item`;

/** Her next item, the most urgent that she may have, is offered in the same transaction. */
export const COMPLETE = `
with done as (
  update rival.item set state = 'closed', completed_at = now(), closed_at = now(), rev = rev + 1
  where id = $1::uuid and state = 'assigned' returning id, agent_id, cost),
next as (
  select i.id, i.cost, a.id as agent_id from done d join rival.agent a on a.id = d.agent_id join rival.item i
    on i.state = 'waiting' and i.cost <= a.free + d.cost and (i.skill is null or (a.skills ->> i.skill)::int >= i.level)
  where a.available order by i.key, i.id limit 1 for update of i skip locked),
freed as (
  update rival.agent a set free = a.free + d.cost - coalesce((select cost from next), 0),
    idle_since = case when a.free + d.cost = a.capacity then now() else a.idle_since end
  from done d where a.id = d.agent_id),
taken as (
  update rival.item i set state = 'offered', offered_at = now(), rev = i.rev + 1 from next where i.id = next.id),
offer as (
  insert into rival.offer (id, item_id, agent_id, units, expires_at)
  select $2::uuid, id, agent_id, cost, now() + interval '30 seconds' from next),
log as (
  ${EVENT}
  select d.type, done.id, done.agent_id, null, 'key:ke_bench', 'complete', $3, d.units, ${OF}, d.details from done, lateral (values
    ('item.completed', done.cost, '{"outcome":null}'::json), ('item.closed', null, null)) d (type, units, details)
  union all
  select 'offer.made', next.id, next.agent_id, $2::uuid, 'key:ke_bench', 'complete', $3, next.cost, ${OF},
    json_build_object('ruledOut', why.ruled_out) from next, lateral (${WHY}) why)
select id from done`;
