-- What people tell of themselves beyond the standard claims, and how pages are to look for them.
CREATE TABLE profiles (
    realm TEXT NOT NULL,
    user_id TEXT NOT NULL,
    bio TEXT NOT NULL,
    location TEXT NOT NULL,
    links TEXT NOT NULL,
    date_format TEXT NOT NULL,
    number_format TEXT NOT NULL,
    color_scheme TEXT NOT NULL,
    PRIMARY KEY (user_id, realm)
);
