-- What a person proves with beside the password.

-- `sealed` holds the shared secret under the key-encryption key; a step at or before `last_step` is never accepted again.
CREATE TABLE totp_factors (
    realm TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    sealed TEXT NOT NULL,
    kek_id TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    digits BIGINT NOT NULL,
    last_step BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    PRIMARY KEY (realm, id)
);
CREATE INDEX totp_factors_user ON totp_factors (user_id, realm);

-- A code is found by its first characters, which are no secret; the rest is hashed like a password.
CREATE TABLE backup_codes (
    realm TEXT NOT NULL,
    user_id TEXT NOT NULL,
    selector TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (realm, user_id, selector)
);

-- Wrong codes in a row, over all second factors and flows of a user.
CREATE TABLE factor_tallies (
    realm TEXT NOT NULL,
    user_id TEXT NOT NULL,
    failures BIGINT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (realm, user_id)
);

-- What happened to a person, for their own page.
CREATE INDEX audit_events_target ON audit_events (target_id, realm, time);
