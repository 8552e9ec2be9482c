-- A realm may have a host of its own, which is its issuer then.
ALTER TABLE realms ADD COLUMN host TEXT;
CREATE UNIQUE INDEX realms_host ON realms (host) WHERE host IS NOT NULL;
