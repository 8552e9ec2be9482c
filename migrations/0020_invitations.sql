-- People who were asked in. The token of the mail is stored as a digest; it stays after the invitation has ended, so that
-- whoever opens it late is told why it does not work any more. There is no user before the invitation is accepted.
CREATE TABLE invitations (
    realm TEXT NOT NULL,
    id TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    email TEXT NOT NULL,
    email_canonical TEXT NOT NULL,
    invited_by TEXT NOT NULL,
    note TEXT NOT NULL,
    client_id TEXT,
    locale TEXT,
    state TEXT NOT NULL,
    user_id TEXT,
    created_at BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (realm, id)
);
CREATE UNIQUE INDEX invitations_token ON invitations (token_hash, realm);
CREATE UNIQUE INDEX invitations_pending ON invitations (realm, email_canonical) WHERE state = 'pending';
CREATE INDEX invitations_user ON invitations (realm, user_id) WHERE user_id IS NOT NULL;
CREATE INDEX invitations_expiry ON invitations (expires_at);

-- What somebody told of themselves when they registered: fields of the profile as JSON.
ALTER TABLE registrations ADD COLUMN profile TEXT NOT NULL DEFAULT '{}';

-- When somebody was last asked for fields of their profile and left some of them out.
CREATE TABLE profile_deferrals (
    realm TEXT NOT NULL,
    user_id TEXT NOT NULL,
    deferred_at BIGINT NOT NULL,
    PRIMARY KEY (realm, user_id)
);
