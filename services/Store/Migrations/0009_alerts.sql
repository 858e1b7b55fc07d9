-- How far each receiver of alerts has been told.
create table alert_receiver (
    name  text primary key,
    event bigint      not null, -- id of the last that it took, or that was given up
    tries integer     not null default 0, -- of the next one
    due   timestamptz not null  -- when it is tried next
);
