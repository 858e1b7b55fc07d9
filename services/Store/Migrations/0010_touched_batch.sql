-- What one batch of results touched, in one row: half the price of ingest was a row of touched for each result. A deriver
-- spreads them into touched before it claims, several batches of one view and hour as one.
create table touched_batch (
    id      bigint        primary key default nextval('touched_id_seq'), -- of touched: one order of both
    targets integer[]     not null,
    regions smallint[]    not null,
    at      timestamptz[] not null
);

alter table touched_batch alter column targets set storage external, alter column regions set storage external,
    alter column at set storage external;

-- What is spread keeps the id of its batch, the earliest of several: all with one target and id are seen, and deleted, together.
alter table touched drop constraint touched_pkey;
create index touched_target on touched (target, id);

create view every_touch as
select id, target, region, at from touched
union all
select touched_batch.id, each.target, each.region, each.at
from touched_batch cross join unnest(targets, regions, touched_batch.at) as each (target, region, at);
