-- A registration whose address is proven, and whose owner has yet to make the passkey that the account begins with: since
-- when, and the digest of the token of the invitation that it came from. Such a row has no password, which is the empty text.
ALTER TABLE registrations ADD COLUMN proved_at BIGINT;
ALTER TABLE registrations ADD COLUMN invitation_hash TEXT;
