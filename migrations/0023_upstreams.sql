-- OpenID Connect providers that people of a realm may sign in with. What a subject means is settled by the issuer, so a realm
-- knows each issuer once. The client secret is sealed for its row; settings are JSON.
CREATE TABLE upstreams (
    realm TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    display_name TEXT NOT NULL,
    issuer TEXT NOT NULL,
    client_id TEXT NOT NULL,
    sealed TEXT,
    settings TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (realm, id)
);
CREATE UNIQUE INDEX upstreams_name ON upstreams (realm, name);
CREATE UNIQUE INDEX upstreams_issuer ON upstreams (realm, issuer);

-- Who somebody is elsewhere: issuer and subject name one identity, and it belongs to one user of the realm. The label is what
-- that provider calls the person, for lists; nothing is ever decided by it.
CREATE TABLE linked_identities (
    realm TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    label TEXT NOT NULL,
    linked_at BIGINT NOT NULL,
    last_used_at BIGINT,
    PRIMARY KEY (realm, id)
);
CREATE UNIQUE INDEX linked_identities_subject ON linked_identities (issuer, subject, realm);
CREATE INDEX linked_identities_user ON linked_identities (user_id, realm);
