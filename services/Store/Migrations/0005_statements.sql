-- What came of each promise in each closed month: written once. What later data would have changed stands beside it.

create table statement (
    id              bigint generated always as identity primary key,
    objective       text        not null, -- its id in the catalog
    period          text        not null, -- 2026-10, in the contract's zone
    from_at         timestamptz not null,
    to_at           timestamptz not null,
    catalog_version bigint      not null references catalog_version, -- in force at the month's end
    written_at      timestamptz not null,
    body            text        not null, -- JSON (Statement of Ringback.Model), given out byte for byte
    unique (objective, period)
);

create index statement_to_at on statement (to_at);

create table statement_amendment (
    statement  bigint      not null references statement,
    number     integer     not null check (number >= 1),
    written_at timestamptz not null,
    body       text        not null, -- the statement as it would be now
    primary key (statement, number)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is written once and never changed', tg_table_name;
end
$$;

create trigger statement_stays before update or delete on statement
    for each row execute function refuse_change();
create trigger statement_amendment_stays before update or delete on statement_amendment
    for each row execute function refuse_change();

-- Up to which event statements have been held against the timelines.
create table statement_progress (
    only_row boolean primary key default true check (only_row),
    event    bigint  not null
);

insert into statement_progress (event) values (0);
