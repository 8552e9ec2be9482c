-- Roles of a realm beside the built-in ones, which are the program's and have no rows.
CREATE TABLE roles (
    realm TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (name, realm)
);

-- Whoever has `role` has `inherits` as well.
CREATE TABLE role_inherits (
    realm TEXT NOT NULL,
    role TEXT NOT NULL,
    inherits TEXT NOT NULL,
    PRIMARY KEY (role, inherits, realm)
);
CREATE INDEX role_inherits_inherits ON role_inherits (inherits, realm);

-- Groups in groups: `path` is the names from the top, each after a slash.
CREATE TABLE user_groups (
    realm TEXT NOT NULL,
    id TEXT NOT NULL,
    parent_id TEXT,
    path TEXT NOT NULL,
    description TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (id, realm)
);
CREATE UNIQUE INDEX user_groups_path ON user_groups (path, realm);
CREATE INDEX user_groups_parent ON user_groups (parent_id, realm);

-- What the members of a group have.
CREATE TABLE group_roles (
    realm TEXT NOT NULL,
    group_id TEXT NOT NULL,
    role TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (group_id, role, realm)
);
CREATE INDEX group_roles_role ON group_roles (role, realm);

CREATE TABLE group_members (
    realm TEXT NOT NULL,
    user_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, group_id, realm)
);
CREATE INDEX group_members_group ON group_members (group_id, realm, user_id);

CREATE TABLE user_roles (
    realm TEXT NOT NULL,
    user_id TEXT NOT NULL,
    role TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, role, realm)
);
CREATE INDEX user_roles_role ON user_roles (role, realm, user_id);
