-- Raised with every change, so that two edits cannot overwrite each other.
ALTER TABLE resource_servers ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- The domain whose owner has confirmed that the client is theirs, and when that was seen.
ALTER TABLE clients ADD COLUMN publisher_domain TEXT;
ALTER TABLE clients ADD COLUMN publisher_verified_at BIGINT;
