-- One text for SQLite and PostgreSQL: TEXT, BIGINT and BOOLEAN only. Times are milliseconds since the Unix epoch,
-- JSON is text, and every row names its realm. An index beside the primary key starts with its most telling column, not
-- with the realm: until statistics exist, PostgreSQL would take any partial index that starts with the realm.

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE realms (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    settings TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE users (
    realm TEXT NOT NULL,
    id TEXT NOT NULL,
    username TEXT NOT NULL,
    username_canonical TEXT NOT NULL,
    email TEXT,
    email_canonical TEXT,
    email_verified BOOLEAN NOT NULL,
    status TEXT NOT NULL,
    claims TEXT NOT NULL,
    password_hash TEXT,
    password_changed_at BIGINT,
    failed_logins BIGINT NOT NULL,
    locked_until BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (realm, id)
);
CREATE UNIQUE INDEX users_username ON users (username_canonical, realm);
CREATE UNIQUE INDEX users_email ON users (email_canonical, realm) WHERE email_canonical IS NOT NULL;

CREATE TABLE clients (
    realm TEXT NOT NULL,
    id TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    metadata TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (realm, id)
);

-- `secret_hash` proves possession; `sealed` holds the secret itself only where an HMAC needs it (client_secret_jwt).
CREATE TABLE client_secrets (
    realm TEXT NOT NULL,
    client_id TEXT NOT NULL,
    id TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    sealed TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    last_used_at BIGINT,
    PRIMARY KEY (realm, client_id, id)
);

CREATE TABLE resource_servers (
    realm TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (realm, id)
);

CREATE TABLE signing_keys (
    realm TEXT NOT NULL,
    kid TEXT NOT NULL,
    alg TEXT NOT NULL,
    generation BIGINT NOT NULL,
    public_jwk TEXT NOT NULL,
    sealed TEXT,
    kek_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    activates_at BIGINT NOT NULL,
    retires_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    revoke_reason TEXT,
    PRIMARY KEY (realm, kid),
    UNIQUE (realm, alg, generation)
);

CREATE TABLE browser_sessions (
    realm TEXT NOT NULL,
    id TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    user_id TEXT NOT NULL,
    auth_time BIGINT NOT NULL,
    acr TEXT NOT NULL,
    amr TEXT NOT NULL,
    remembered BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    idle_expires_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    end_reason TEXT,
    user_agent TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (realm, id)
);
CREATE UNIQUE INDEX browser_sessions_token ON browser_sessions (token_hash, realm);
CREATE INDEX browser_sessions_user ON browser_sessions (user_id, realm) WHERE ended_at IS NULL;
CREATE INDEX browser_sessions_expiry ON browser_sessions (expires_at);

CREATE TABLE consents (
    realm TEXT NOT NULL,
    user_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    claims TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (realm, user_id, client_id)
);

-- A grant is the root of every token of one authorization, and the family of its refresh tokens.
CREATE TABLE grants (
    realm TEXT NOT NULL,
    id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    offline BOOLEAN NOT NULL,
    scope TEXT NOT NULL,
    audience TEXT NOT NULL,
    claims TEXT NOT NULL,
    auth_time BIGINT NOT NULL,
    acr TEXT NOT NULL,
    amr TEXT NOT NULL,
    generation BIGINT NOT NULL,
    idle_expires_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT,
    revoke_reason TEXT,
    PRIMARY KEY (realm, id)
);
CREATE INDEX grants_user ON grants (user_id, realm, client_id) WHERE revoked_at IS NULL;
CREATE INDEX grants_session ON grants (session_id, realm) WHERE revoked_at IS NULL;
CREATE INDEX grants_expiry ON grants (expires_at);

CREATE TABLE authorization_codes (
    realm TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    client_id TEXT NOT NULL,
    grant_id TEXT NOT NULL,
    redirect_uri TEXT NOT NULL,
    redirect_uri_sent BOOLEAN NOT NULL,
    code_challenge TEXT,
    nonce TEXT,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (realm, code_hash)
);
CREATE INDEX authorization_codes_expiry ON authorization_codes (expires_at);

CREATE TABLE refresh_tokens (
    realm TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    grant_id TEXT NOT NULL,
    generation BIGINT NOT NULL,
    state TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    replays BIGINT NOT NULL,
    key_version BIGINT NOT NULL,
    PRIMARY KEY (realm, token_hash),
    UNIQUE (grant_id, realm, generation)
);
-- The database itself refuses a second live token in a family.
CREATE UNIQUE INDEX refresh_tokens_one_live ON refresh_tokens (grant_id, realm) WHERE state = 'active';

CREATE TABLE opaque_access_tokens (
    realm TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    jti TEXT NOT NULL,
    grant_id TEXT,
    client_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    scope TEXT NOT NULL,
    audience TEXT NOT NULL,
    claims TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (realm, token_hash)
);
CREATE INDEX opaque_access_tokens_expiry ON opaque_access_tokens (expires_at);

-- What JWT access tokens must no longer be honored: by grant, or by jti. Kept until the last such token has expired.
CREATE TABLE revocations (
    realm TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    revoked_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (realm, kind, id)
);
CREATE INDEX revocations_time ON revocations (revoked_at);

CREATE TABLE audit_events (
    realm TEXT NOT NULL,
    id TEXT NOT NULL,
    time BIGINT NOT NULL,
    event TEXT NOT NULL,
    result TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    target_kind TEXT NOT NULL,
    target_id TEXT NOT NULL,
    client_id TEXT,
    source TEXT NOT NULL,
    request_id TEXT NOT NULL,
    details TEXT NOT NULL,
    PRIMARY KEY (realm, id)
);
CREATE INDEX audit_events_time ON audit_events (realm, time, id);
CREATE INDEX audit_events_actor ON audit_events (actor_id, realm, time);
