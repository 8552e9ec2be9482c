-- When an account goes for good, unless its owner keeps it; NULL for never. Independent of `status`: one that is locked or
-- suspended meanwhile goes as well.
ALTER TABLE users ADD COLUMN delete_at BIGINT;
CREATE INDEX users_delete_at ON users (delete_at) WHERE delete_at IS NOT NULL;

-- What is removed with a user and is found by them nowhere else.
CREATE INDEX browser_sessions_ended ON browser_sessions (user_id, realm) WHERE ended_at IS NOT NULL;
CREATE INDEX grants_ended ON grants (user_id, realm) WHERE revoked_at IS NOT NULL;

CREATE INDEX outbox_user ON outbox (user_id, realm) WHERE user_id IS NOT NULL;
