-- A token is never a person: its lines are found by its client. Each of them cost a page somewhere in the index of targets.
DROP INDEX audit_events_target;
CREATE INDEX audit_events_target ON audit_events (target_id, realm, time) WHERE target_kind <> 'token';
