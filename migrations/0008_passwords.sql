-- Why a new password has to be chosen before the next session begins; absent when none has to be.
ALTER TABLE users ADD COLUMN password_update TEXT;

-- Hashes of passwords that may not come back, the newest last. As many are kept as the realm asks for.
CREATE TABLE password_history (
    realm TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    hash TEXT NOT NULL,
    replaced_at BIGINT NOT NULL,
    PRIMARY KEY (realm, id)
);
CREATE INDEX password_history_user ON password_history (user_id, realm, replaced_at);
