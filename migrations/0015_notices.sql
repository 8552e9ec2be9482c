-- What people were told, for their own page. Rows end by age, and with the number a person may have.
CREATE TABLE inbox (
    realm TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    notice TEXT NOT NULL,
    about TEXT NOT NULL,
    source TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    read_at BIGINT,
    PRIMARY KEY (realm, id)
);
CREATE INDEX inbox_user ON inbox (user_id, realm, created_at, id);
CREATE INDEX inbox_expiry ON inbox (expires_at);

-- Where people want to be told of what; every way where there is no row.
CREATE TABLE notification_preferences (
    realm TEXT NOT NULL,
    user_id TEXT NOT NULL,
    notice TEXT NOT NULL,
    mail BOOLEAN NOT NULL,
    inbox BOOLEAN NOT NULL,
    PRIMARY KEY (user_id, realm, notice)
);
