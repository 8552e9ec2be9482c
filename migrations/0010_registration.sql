-- Accounts that somebody asked for and whose address is not proven yet. A row names the browser it belongs to; code and link
-- are stored as digests, and fit nothing when the address has an account already.
CREATE TABLE registrations (
    realm TEXT NOT NULL,
    id TEXT NOT NULL,
    browser_hash TEXT NOT NULL,
    email TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    locale TEXT NOT NULL,
    terms_version TEXT,
    code_hash TEXT NOT NULL,
    link_hash TEXT NOT NULL,
    failures BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (realm, id)
);
CREATE UNIQUE INDEX registrations_link ON registrations (link_hash, realm);
CREATE INDEX registrations_expiry ON registrations (expires_at);

-- Which version of the terms somebody accepted, and when.
CREATE TABLE terms_acceptances (
    realm TEXT NOT NULL,
    user_id TEXT NOT NULL,
    version TEXT NOT NULL,
    accepted_at BIGINT NOT NULL,
    PRIMARY KEY (realm, user_id, version)
);
