-- Passkeys and security keys: WebAuthn credentials.

-- `public_data` holds the public key and what was registered with it, as JSON; nothing here is a secret. `counter` is the
-- signature counter of the last use, which never goes back. A passkey signs in by itself; a security key proves something
-- beside a password.
CREATE TABLE webauthn_credentials (
    realm TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    credential_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    public_data TEXT NOT NULL,
    counter BIGINT NOT NULL,
    backup_eligible BOOLEAN NOT NULL,
    backed_up BOOLEAN NOT NULL,
    discoverable BOOLEAN,
    transports TEXT NOT NULL,
    aaguid TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    PRIMARY KEY (realm, id)
);
CREATE UNIQUE INDEX webauthn_credentials_credential ON webauthn_credentials (credential_id, realm);
CREATE INDEX webauthn_credentials_user ON webauthn_credentials (user_id, realm);

-- The handle under which authenticators know a user: random, 64 bytes, for as long as the user exists. Until `offer_after`
-- the user is not offered a passkey again.
CREATE TABLE webauthn_users (
    realm TEXT NOT NULL,
    user_id TEXT NOT NULL,
    handle TEXT NOT NULL,
    offer_after BIGINT NOT NULL,
    PRIMARY KEY (realm, user_id)
);
