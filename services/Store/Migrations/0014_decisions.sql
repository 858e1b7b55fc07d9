-- What people decide beside the catalog file.

alter table catalog_version add column given bytea; -- SHA-256 of what was given, before announced windows were added; null: digest
alter table catalog_version add column by_file boolean not null default true;
alter table catalog_version add column actor text;

-- Maintenance windows that were announced by themselves: each catalog version has them besides its own.
create table announced_window (
    slug       text        primary key,
    definition json        not null, -- MaintenanceWindow of Ringback.Model
    revision   integer     not null,
    state      text        not null check (state in ('standing', 'ended', 'cancelled')),
    written_at timestamptz not null
);

-- What people wrote to an incident; it changes no figure.
create table incident_note (
    id         bigint generated always as identity primary key,
    incident   bigint      not null references incident,
    written_at timestamptz not null,
    status     text        not null check (status in ('investigating', 'identified', 'monitoring', 'resolved')),
    body       text        not null,
    actor      text        not null
);

create index incident_note_incident on incident_note (incident, id);

create trigger incident_note_stays before update or delete on incident_note
    for each row execute function refuse_change();

-- Checks that somebody asked for now. The aggregator tells the workers; what came of them are results of trigger manual at this instant.
create table run_request (
    id           bigint generated always as identity primary key,
    target       integer     not null references target,
    regions      text[]      not null,
    at           timestamptz not null,
    actor        text        not null,
    server       text,        -- that it places a call to; null where it calls nobody
    published_at timestamptz, -- null until the workers were told; told no more after some seconds
    unique (target, at)
);

create index run_request_unpublished on run_request (at) where published_at is null;
create index run_request_actor on run_request (actor, at);
