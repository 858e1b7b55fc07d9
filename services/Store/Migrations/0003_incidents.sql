-- What incidents know: why they were, which belong to which, who is to be called. All of it is derived after the fact, by
-- one correlator at a time, from what derivers commit.

-- Appended by derivers, deleted by the correlator that has read it.
create table incident_news (
    id        bigint generated always as identity primary key,
    kind      text        not null, -- results, states, or that of an event
    target    integer,
    region    smallint,
    component integer,
    incident  bigint,
    at        timestamptz not null, -- earliest instant that may have changed
    body      json                  -- of an event
);

-- Failed runs by full hour of UTC: the sum over hours and targets is an incident's tally.
create table incident_cause (
    incident bigint      not null references incident,
    target   integer     not null,
    region   smallint    not null,
    hour     timestamptz not null,
    layer    smallint    not null, -- CauseLayer of Ringback.Model
    reason   smallint    not null,
    count    integer     not null,
    first_at timestamptz not null,
    last_at  timestamptz not null,
    primary key (incident, target, region, hour, layer, reason)
);

-- A part may belong to several: its region's comes first, then the one opened first.
create table incident_part (
    part  bigint not null references incident,
    whole bigint not null references incident,
    primary key (part, whole)
);

create index incident_part_whole on incident_part (whole);

-- A region as a vantage point: 3 (partial) while every target is down from there alone, 1 while it reaches any.
create table vantage_verdict (
    region         smallint    not null references region,
    at             timestamptz not null,
    verdict        smallint    not null,
    up_us          bigint      not null,
    degraded_us    bigint      not null,
    partial_us     bigint      not null,
    down_us        bigint      not null,
    maintenance_us bigint      not null,
    primary key (region, at)
);

-- What was told of a subject so far, as far as it decides what is told next (NotificationFold of Ringback.Model).
create table notification (
    subject text    not null, -- target, component or region
    id      integer not null,
    fold    json    not null,
    primary key (subject, id)
);

alter table event add column region smallint;

alter table incident add column region smallint references region;
alter table incident drop constraint incident_check;
alter table incident add constraint incident_subject check (num_nonnulls(target, component, region) = 1);
create index incident_region on incident (region, opened_at);
