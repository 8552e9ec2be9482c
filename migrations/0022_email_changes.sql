-- Addresses that somebody wants for their account and has not proven yet: one a person, the newest. It counts in the session
-- that asked for it; code and link are stored as digests, and fit nothing when the address belongs to another account.
CREATE TABLE email_changes (
    realm TEXT NOT NULL,
    user_id TEXT NOT NULL,
    id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    email TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    link_hash TEXT NOT NULL,
    failures BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (realm, user_id)
);
CREATE UNIQUE INDEX email_changes_link ON email_changes (link_hash, realm);
CREATE INDEX email_changes_expiry ON email_changes (expires_at);

-- Addresses that an account had before, for as long as "This was not me" gives it back to them. `lock_id` names the link that
-- was mailed there when the address was changed; `username` is the name to sign in with, where it was the address.
CREATE TABLE former_emails (
    realm TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    email TEXT NOT NULL,
    username TEXT,
    lock_id TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (realm, id)
);
CREATE INDEX former_emails_user ON former_emails (user_id, realm);
CREATE INDEX former_emails_expiry ON former_emails (expires_at);
