-- What a receiver did not take, and what of the same incident or alert waits behind it: all else goes on without it.
create table alert_waiting (
    receiver text        not null references alert_receiver on delete cascade,
    event    bigint      not null,
    thread   text        not null, -- of one thread the first is tried, then the next
    tries    integer     not null, -- in vain; 0 while it waits behind another
    due      timestamptz not null, -- when it is tried next, once it is the first
    until    timestamptz not null, -- when it is given up
    primary key (receiver, event)
);

create index alert_waiting_event on alert_waiting (event);

-- Of alert_receiver: event is the id up to which each one was taken, given up, or waits here; tries are those in vain, of
-- whatever, since it last answered as it should, and due is when it is tried next, with whatever.
