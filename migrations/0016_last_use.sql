-- When an application did something in a person's name last; to within minutes, for a use is no reason for a write.
CREATE TABLE application_uses (
    realm TEXT NOT NULL,
    user_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    last_used_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, realm, client_id)
);
CREATE INDEX application_uses_time ON application_uses (last_used_at);
