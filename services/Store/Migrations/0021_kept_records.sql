-- What comes and goes is one alert: it is over once its reason has been away for a while.
alter table alert add column quiet_since timestamptz; -- null while it has reason to stand

-- Receivers that are no longer configured are forgotten, or what they were never told would be kept for them for ever.
alter table alert_receiver add column seen_at timestamptz not null default now(); -- when one was last configured

-- An alert goes once no event tells of it any more.
create index event_alert on event (alert) where alert is not null;

-- Nobody rewrites the audit log; retention alone, which says who it is, takes its oldest entries.
create function refuse_change_but_retention() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and current_setting('ringback.retention', true) = 'on' then
        return old;
    end if;
    raise exception '% is written once and never changed', tg_table_name;
end
$$;

drop trigger audit_stays on audit;
create trigger audit_stays before update or delete on audit
    for each row execute function refuse_change_but_retention();
