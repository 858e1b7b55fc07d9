-- What each worker last said of its own wall clock.
create table worker_clock (
    region   smallint    not null references region,
    worker   text        not null,
    at       timestamptz not null, -- when the centre heard it
    ahead    bigint      not null, -- of the time servers' clocks, in microseconds; negative where it is behind
    margin   bigint      not null, -- bound of the error of that, in microseconds
    servers  integer     not null, -- that have spoken
    primary key (region, worker)
);
