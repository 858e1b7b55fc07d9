-- Targets whose history from before the horizon is being taken: they had none there. While one is here, results of its
-- sealed days are taken, and no day's raw results are dropped.
create table backfill (
    target  integer primary key references target,
    used_at timestamptz not null -- last time that somebody gave some
);
