-- A realm may have a host of its own, which is its issuer then.
ALTER TABLE realms ADD COLUMN host TEXT;
CREATE UNIQUE INDEX realms_host ON realms (host) WHERE host IS NOT NULL;

-- Failed logins in a browser that its user has signed in with before; they do not count for the account.
CREATE TABLE login_devices (
    realm TEXT NOT NULL,
    user_id TEXT NOT NULL,
    device_hash TEXT NOT NULL,
    failed_logins BIGINT NOT NULL,
    locked_until BIGINT NOT NULL,
    PRIMARY KEY (realm, user_id, device_hash)
);
CREATE INDEX login_devices_locked ON login_devices (locked_until);
