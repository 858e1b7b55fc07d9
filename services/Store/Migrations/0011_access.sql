-- Who may do what, and who did what.

create table api_key (
    id           text        primary key, -- public: it stands in the token
    name         text        not null,
    role         text        not null check (role in ('viewer', 'operator', 'admin')),
    components   text[],                  -- slugs that it is limited to; null for all
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    revoked_at   timestamptz,
    last_used_at timestamptz              -- to within some minutes
);

-- Two while it is rotated. SHA-256 without salt or stretching: what is hashed is 256 random bits, which no list holds and nobody can try out.
create table api_key_secret (
    key        text        not null references api_key,
    hash       bytea       not null,
    created_at timestamptz not null,
    ends_at    timestamptz,               -- null: with its key
    primary key (key, hash)
);

-- Written in the transaction of the change itself.
create table audit (
    id         bigint generated always as identity primary key,
    at         timestamptz not null,
    actor      text        not null, -- key:ID, oidc:SUBJECT, cli:USER, file:PATH
    actor_name text,
    address    text,                 -- of the client; null where it came by no network
    action     text        not null,
    subject    text        not null,
    before     json,                 -- heads of what was changed, never a secret
    after      json
);

create trigger audit_stays before update or delete on audit
    for each row execute function refuse_change();

-- What a write with an Idempotency-Key was answered, for a day.
create table idempotency (
    actor        text        not null,
    key          text        not null,
    request      bytea       not null, -- SHA-256 of method, address and body
    begun_at     timestamptz not null,
    status       integer,              -- null while it is under way
    headers      json,
    body         bytea,
    primary key (actor, key)
);

create index idempotency_begun_at on idempotency (begun_at);
