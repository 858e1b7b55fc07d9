-- What the results of a view (target and region) amount to, for years: counts and distributions of every hour of UTC, one
-- row a day. A row an hour would be 43.8 million rows a year of 1,000 targets in 5 regions, each with 60 bytes of its own
-- and its key in the index again; a row a day is 1.8 million. The bytes are those of Ringback.Model (Sla/Rollups).
create table rollup (
    target integer  not null,
    region smallint not null,
    day    date     not null,
    total  bytea    not null, -- Rollup: the merge of the day's hours, for what asks by day
    hours  bytea    not null, -- DayRollup: what of the total falls to which hour
    primary key (target, region, day)
)
-- Today's row is written anew each hour: what that leaves behind is to be used again within the day, not once a fifth of
-- all the years has changed.
with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.05);

-- Hours before it are rolled up, later ones are read from the results.
alter table derivation add column rolled_to timestamptz;
