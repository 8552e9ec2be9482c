-- Ways in that were mailed to a proven address: one row an ask, for one login in one browser. Code and link are stored as
-- digests; a row goes when one of them is used.
CREATE TABLE email_codes (
    realm TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    login_id TEXT NOT NULL,
    browser_hash TEXT NOT NULL,
    email_hash TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (id, realm)
);
CREATE UNIQUE INDEX email_codes_token ON email_codes (token_hash, realm);
CREATE INDEX email_codes_login ON email_codes (login_id, realm);
CREATE INDEX email_codes_expiry ON email_codes (expires_at);

-- Tries at such codes, over every ask, flow, instance and source of an account, whether there is one or not: `account` is
-- what counts the name that was typed.
CREATE TABLE email_code_tallies (
    realm TEXT NOT NULL,
    account TEXT NOT NULL,
    tries BIGINT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (account, realm)
);
CREATE INDEX email_code_tallies_until ON email_code_tallies (until);
