-- What a committed act promised to send. `sealed` holds address and content under the key-encryption key, for links and
-- codes are secrets; it is emptied once the row is done. `attempts` rises with every claim and is the fence of its holder:
-- whoever claimed attempt n may only settle attempt n. A claim moves `due_at` behind the end of its lease.
CREATE TABLE outbox (
    realm TEXT NOT NULL,
    id TEXT NOT NULL,
    channel TEXT NOT NULL,
    kind TEXT NOT NULL,
    user_id TEXT,
    sealed TEXT,
    kek_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    done_at BIGINT,
    outcome TEXT,
    last_error TEXT,
    PRIMARY KEY (realm, id)
);
CREATE INDEX outbox_due ON outbox (due_at) WHERE done_at IS NULL;
CREATE INDEX outbox_done ON outbox (done_at) WHERE done_at IS NOT NULL;
