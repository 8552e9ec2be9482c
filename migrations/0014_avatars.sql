-- Pictures of people, drawn anew from what they sent; `bytes` is base64url. A new picture has a new id, so what was fetched
-- before may be kept by whoever fetched it.
CREATE TABLE avatars (
    realm TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    content_type TEXT NOT NULL,
    bytes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (realm, id)
);
CREATE INDEX avatars_user ON avatars (user_id, realm);
