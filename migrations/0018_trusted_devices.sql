-- Browsers in which a user is not asked for the second factor for a while, each known by the digest of what stands in its
-- cookie.
CREATE TABLE trusted_devices (
    realm TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    source TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (id, realm)
);
CREATE UNIQUE INDEX trusted_devices_token ON trusted_devices (token_hash, realm);
CREATE INDEX trusted_devices_user ON trusted_devices (user_id, realm);
CREATE INDEX trusted_devices_expiry ON trusted_devices (expires_at);
