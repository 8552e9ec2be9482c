-- Ways back to an account, and ways to lock it: each known by the digest of what stands in its link. One is `sent`, then
-- `proved` in one browser, then `cleared` when no second factor is missing, then `done`; a newer one of its kind makes it
-- `void`.
CREATE TABLE recoveries (
    realm TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    code_hash TEXT,
    browser_hash TEXT,
    state TEXT NOT NULL,
    amr TEXT NOT NULL,
    failures BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (realm, id)
);
CREATE UNIQUE INDEX recoveries_token ON recoveries (token_hash, realm);
CREATE INDEX recoveries_user ON recoveries (user_id, realm);
CREATE INDEX recoveries_expiry ON recoveries (expires_at);
