-- What concerns a person is read by time and id: both indexes give that order, so that nothing has to be sorted. An id is
-- a person's in one realm, which needs no column. A token is never a person, and its lines are found by its client; each of
-- them cost a page somewhere in the index of targets.
DROP INDEX audit_events_actor;
DROP INDEX audit_events_target;
CREATE INDEX audit_events_actor ON audit_events (actor_id, time, id);
CREATE INDEX audit_events_target ON audit_events (target_id, time, id) WHERE target_kind <> 'token';

-- What is removed when it ends is found by when that is, and by whose it was.
CREATE INDEX revocations_expiry ON revocations (expires_at);
CREATE INDEX email_codes_user ON email_codes (user_id, realm);
