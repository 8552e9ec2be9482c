//! What an administrator may do: each act validated, committed together with its audit row, and told to other instances
//! by whoever calls.

mod approval;
mod clients;
mod contrast;
mod error;
mod groups;
mod import;
mod invitations;
mod patch;
mod publishers;
mod realms;
mod resource_servers;
mod rewrap;
mod rights;
mod roles;
mod typed_secret;
mod upstreams;
mod users;

pub use approval::approve;
pub use clients::{
    ClientWithSecret, NewClient, change_client, create_client, delete_client, replace_secret, rotate_secret,
};
pub use contrast::{contrast_of_client, contrast_of_realm};
pub use error::Error;
pub use groups::{GroupChange, add_member, change_group, create_group, delete_group, remove_member};
pub use import::{BATCH, ImportFault, import_users, read_user};
pub use invitations::{Inviting, NewInvitation};
pub use patch::{PatchFault, merge_patch};
pub use publishers::verify_publisher;
pub use realms::{NewRealm, RealmChange, RealmHost, change_realm, create_realm};
pub use resource_servers::{NewResourceServer, change_resource_server, create_resource_server};
pub use rewrap::{Rewrapped, rewrap};
pub use rights::{By, administers, check_over};
pub use roles::{Holder, RoleChange, change_role, create_role, delete_role, grant_role, withdraw_role};
pub use typed_secret::TypedSecret;
pub use upstreams::{NewUpstream, SecretChange, change_upstream, create_upstream, remove_upstream};
pub use users::{NewUser, UserChange, change_user, create_user, demand_password, set_status, unlock};
