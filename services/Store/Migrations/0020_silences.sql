-- What somebody asked not to be called for, and until when. Feeds, pages and figures know nothing of it.
create table silence (
    id         bigint generated always as identity primary key,
    target     integer references target,    -- it alone; null for any
    component  integer references component, -- it and its targets; null for any
    kind       text,                         -- incident, or one of AlertKinds of Ringback.Model; null for all
    reason     text        not null,
    actor      text        not null,
    created_at timestamptz not null,
    ends_at    timestamptz not null          -- moved to now when somebody ends it before
);

create index silence_ends_at on silence (ends_at);

-- What was held back from a receiver, until it is told or over.
create index alert_delivery_silenced on alert_delivery (receiver, event) where outcome = 'silenced';
