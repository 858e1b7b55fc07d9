-- What somebody must know of that is no incident: it stands until it is over.
create table alert (
    id           bigint generated always as identity primary key,
    kind         text        not null, -- AlertKinds of Ringback.Model
    subject_kind text        not null, -- objective, component, target or region
    subject      text        not null, -- its slug: an objective has no number
    detail       text        not null,
    name         text        not null,
    urgency      smallint    not null, -- Urgency of Ringback.Model
    summary      text        not null,
    opened_at    timestamptz not null,
    closed_at    timestamptz
);

create unique index alert_standing on alert (kind, subject_kind, subject, detail) where closed_at is null;

alter table event add column alert bigint references alert;

alter table alert_receiver add column kind text not null default 'webhook';

-- Every try to tell a receiver something: what a person asks about first when nobody was called.
create table alert_delivery (
    id       bigint generated always as identity primary key,
    receiver text        not null,
    event    bigint,               -- null: a test
    asked    boolean     not null, -- by a person: a test, or a replay
    at       timestamptz not null,
    try      integer     not null, -- from 1
    outcome  text        not null, -- taken, refused or given_up
    took_us  bigint      not null,
    answer   text        not null  -- what the receiver said, bounded
);

create index alert_delivery_receiver on alert_delivery (receiver, id);
create index alert_delivery_at on alert_delivery (at);

-- What a person asks for: a test, or an event once more.
create table alert_request (
    id       bigint generated always as identity primary key,
    receiver text        not null,
    event    bigint,               -- null: a test
    asked_at timestamptz not null
);
