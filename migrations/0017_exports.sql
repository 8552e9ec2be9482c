-- Archives of what is held about a person, one a person. `attempts` rises with every claim and is the fence of its holder;
-- a claim moves `due_at` behind the end of its lease.
CREATE TABLE exports (
    realm TEXT NOT NULL,
    user_id TEXT NOT NULL,
    id TEXT NOT NULL,
    state TEXT NOT NULL,
    locale TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    size BIGINT NOT NULL,
    requested_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (realm, user_id)
);
CREATE INDEX exports_due ON exports (due_at) WHERE state = 'wanted';
CREATE INDEX exports_expiry ON exports (expires_at);

-- An archive in pieces of a bounded size, each sealed under the key-encryption key. `part` counts from 00000. Removed a day after
-- they were made.
CREATE TABLE export_parts (
    realm TEXT NOT NULL,
    export_id TEXT NOT NULL,
    part TEXT NOT NULL,
    sealed TEXT NOT NULL,
    kek_id TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (realm, export_id, part)
);
CREATE INDEX export_parts_made ON export_parts (made_at);
