-- What became known of an incident is read for feeds.
create index event_incident on event (incident) where incident is not null;
