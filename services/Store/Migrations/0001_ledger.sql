-- The ledger. Every time is UTC in whole microseconds (timestamptz holds exactly that); durations are *_us, whole
-- microseconds; numbers of outcome, reason, trigger, state and verdict are those of the enums in Ringback.Model.
-- A step function is one row per change: a value holds from its "at" until the next row's.

-- ---------------------------------------------------------------- who is who: a slug keeps its number for ever

create table region (
    id   smallint generated always as identity primary key,
    slug text     not null unique,
    name text     not null
);

create table target (
    id   integer generated always as identity primary key,
    slug text    not null unique,
    name text    not null,
    kind text    not null
);

create table component (
    id          integer generated always as identity primary key,
    slug        text    not null unique,
    name        text    not null,
    description text,
    position    integer not null -- place in the newest catalog that named it
);

-- ---------------------------------------------------------------- catalog: what was asked for, when

create table catalog_version (
    id           bigint generated always as identity primary key,
    digest       bytea       not null, -- SHA-256 of the catalog without its effective_at
    effective_at timestamptz not null,
    applied_at   timestamptz not null,
    zone         text        not null, -- the catalog's, of calendar periods
    catalog      json        not null  -- whole, as the workers get it; json keeps the order of keys, which jsonb would not
);

-- A target is alive in [created_at, deleted_at); an id used again gets a second row and begins undecided.
create table target_lifetime (
    target     integer     not null references target,
    created_at timestamptz not null,
    deleted_at timestamptz check (deleted_at >= created_at),
    primary key (target, created_at)
);

create table target_setting (
    target      integer     not null references target,
    at          timestamptz not null,
    interval_us bigint      not null check (interval_us > 0),
    timeout_us  bigint      not null check (timeout_us > 0),
    failures    integer     not null check (failures >= 1),
    successes   integer     not null check (successes >= 1),
    quorum      text        not null,
    primary key (target, at)
);

-- Region watches target in [from_at, to_at).
create table assignment (
    target  integer     not null references target,
    region  smallint    not null references region,
    from_at timestamptz not null,
    to_at   timestamptz check (to_at >= from_at),
    primary key (target, region, from_at)
);

create table component_member (
    component integer     not null references component,
    target    integer     not null references target,
    from_at   timestamptz not null,
    to_at     timestamptz check (to_at >= from_at),
    primary key (component, target, from_at)
);

create index component_member_target on component_member (target);

create table maintenance_window (
    id    integer generated always as identity primary key,
    slug  text not null unique,
    title text not null -- in the newest catalog that named it
);

-- Time that a window takes out. Recurring ones are written out ahead, so that what has been is a fact.
create table maintenance_time (
    id                 bigint generated always as identity primary key,
    maintenance_window integer     not null references maintenance_window,
    day                date        not null, -- on which the occurrence begins, by its zone's calendar
    from_at            timestamptz not null,
    to_at              timestamptz not null check (to_at > from_at),
    targets            integer[]   not null,
    components         integer[]   not null
);

create index maintenance_time_window on maintenance_time (maintenance_window, from_at);
create index maintenance_time_targets on maintenance_time using gin (targets);
create index maintenance_time_components on maintenance_time using gin (components);

-- An edit that altered time already past, and that time before and after it.
create table maintenance_amendment (
    id                 bigint generated always as identity primary key,
    maintenance_window integer     not null references maintenance_window,
    catalog_version    bigint      not null references catalog_version,
    written_at         timestamptz not null
);

create index maintenance_amendment_window on maintenance_amendment (maintenance_window, id);

create table maintenance_amendment_time (
    amendment  bigint      not null references maintenance_amendment,
    is_after   boolean     not null,
    from_at    timestamptz not null,
    to_at      timestamptz not null check (to_at > from_at),
    targets    integer[]   not null,
    components integer[]   not null
);

create index maintenance_amendment_time_amendment on maintenance_amendment_time (amendment);

-- ---------------------------------------------------------------- results: raw, by day, for Retention:ResultDays

-- In columns is what SQL selects or orders by, widest first, so that no byte is lost to alignment.
create table result (
    scheduled_at timestamptz not null,
    started_at   timestamptz not null,
    target       integer     not null,
    region       smallint    not null,
    trigger      smallint    not null,
    outcome      smallint    not null,
    reason       smallint,
    body         bytea       not null, -- all else that it measured, packed (ResultBody of Ringback.Store)
    primary key (target, region, scheduled_at, trigger)
) partition by range (scheduled_at);

-- The same, of days that ended some days ago (Retention:PlainDays): a row a view and UTC day, an eighth of the bytes. What comes
-- late for such a day lies in result until it is packed again: of a result that is in both places the one that takes
-- precedence counts.
create table packed_result (
    target   integer  not null,
    region   smallint not null,
    day      date     not null,
    judged   bytea    not null, -- slots, triggers, outcomes, reasons (PackedDay of Ringback.Store)
    measured bytea    not null, -- starts and bodies of the same runs
    primary key (target, region, day)
)
with (autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_vacuum_scale_factor = 0.02);

alter table packed_result alter column judged set storage external, alter column measured set storage external;

-- What a result that is not up said: kept longer than the result itself (Retention:EvidenceDays).
create table evidence (
    target       integer     not null,
    region       smallint    not null,
    scheduled_at timestamptz not null,
    trigger      smallint    not null,
    detail       text,
    evidence     text,
    primary key (target, region, scheduled_at, trigger)
) partition by range (scheduled_at);

-- Nothing is taken any more for a slot before this; its results are gone, its timelines are final.
create table horizon (
    only_row      boolean     primary key default true check (only_row),
    sealed_before timestamptz not null,
    packed_before timestamptz not null -- results of days that end at or before it may lie in packed_result
);

insert into horizon (sealed_before, packed_before) values ('2000-01-01T00:00:00Z', '2000-01-01T00:00:00Z');

-- Results that were refused, by UTC day of receipt. region 0: one that the catalog does not know.
create table refused (
    day    date     not null,
    region smallint not null,
    reason text     not null,
    count  bigint   not null,
    primary key (day, region, reason)
);

-- ---------------------------------------------------------------- derivation: what is to be folded again

-- Appended by whoever changes what a timeline is made of; deleted by the deriver that has read it. Results touch every
-- full hour of UTC in which one of them changed.
create table touched (
    id     bigint generated always as identity,
    target integer     not null,
    region smallint,             -- whose results or settings changed; null where only windows, membership or time did
    at     timestamptz not null, -- earliest instant that may have changed
    primary key (target, id)
);

-- One row a target: the lock of its deriver, and when time alone will change a timeline.
create table derivation (
    target     integer primary key references target,
    due_at     timestamptz,
    derived_at timestamptz -- up to here time has been taken into account
);

create index derivation_due_at on derivation (due_at);

-- At full hours, what a region's results before "at" amount to: latches, streaks, last known slot (RegionFold of
-- Ringback.Model). A late result replays from the latest one at or before its slot. Of packed days the first stays.
create table region_fold (
    target integer     not null,
    region smallint    not null,
    at     timestamptz not null,
    fold   bytea       not null, -- Checkpoint of Ringback.Model, some 9 bytes
    primary key (target, region, at)
);

-- The same after the last result that was folded, and what it says of the time to come.
create table region_current (
    target          integer     not null,
    region          smallint    not null,
    at              timestamptz not null, -- -infinity: nothing is folded yet
    fold            bytea       not null,
    newest_at       timestamptz, -- newest slot that was taken into account, of an unknown result too
    silent_at       timestamptz, -- the state turns unknown here if nothing else comes
    suspected_since timestamptz, -- first slot of failures that are not yet enough
    primary key (target, region)
);

-- ---------------------------------------------------------------- timelines: change points

create table region_state (
    target integer     not null,
    region smallint    not null,
    at     timestamptz not null,
    state  smallint    not null, -- 0: unknown, also where it is not assigned
    reason smallint,             -- of the result that turned it; null where up or unknown
    primary key (target, region, at)
);

-- Failures in a row that were not enough to be downtime.
create table blip (
    target integer  not null,
    region smallint not null,
    day    date     not null, -- UTC, of the first slot of each
    blips  bytea    not null, -- BlipDay of Ringback.Model, some 2 bytes each
    primary key (target, region, day)
)
with (autovacuum_vacuum_scale_factor = 0.01);

-- The sums are the time spent with each verdict from the first row up to this one's "at": the figures of any window
-- are a difference of two rows, however many changes lie between.
create table verdict (
    target         integer     not null,
    at             timestamptz not null,
    verdict        smallint    not null, -- 0: unknown, also outside the lifetime
    up_us          bigint      not null,
    degraded_us    bigint      not null,
    partial_us     bigint      not null,
    down_us        bigint      not null,
    maintenance_us bigint      not null,
    primary key (target, at)
);

create table component_verdict (
    component      integer     not null,
    at             timestamptz not null,
    verdict        smallint    not null, -- 0: unknown, also where no target is alive
    up_us          bigint      not null,
    degraded_us    bigint      not null,
    partial_us     bigint      not null,
    down_us        bigint      not null,
    maintenance_us bigint      not null,
    primary key (component, at)
);

-- A maximal stretch of down, partial or degraded of one target or one component. An id once given stays: of incidents
-- that later results unite the earliest survives, the others point to it; one that later results undo is withdrawn.
create table incident (
    id          bigint generated always as identity primary key,
    target      integer references target,
    component   integer references component,
    opened_at   timestamptz not null,
    closed_at   timestamptz,
    severity    smallint    not null, -- worst verdict reached
    reason      smallint,             -- of the region that turned bad first
    merged_into bigint references incident,
    withdrawn   boolean     not null default false,
    changed_at  timestamptz not null, -- when this row was last written
    check ((target is null) <> (component is null))
);

create index incident_target on incident (target, opened_at);
create index incident_component on incident (component, opened_at);
create index incident_opened_at on incident (opened_at);

-- Outbox. Ids are in commit order: a writer takes the outbox lock last before its commit, so a cursor misses none.
create table event (
    id         bigint generated always as identity primary key,
    written_at timestamptz not null,
    kind       text        not null,
    target     integer,
    component  integer,
    incident   bigint,
    at         timestamptz not null, -- of what it tells
    body       json        not null
);
