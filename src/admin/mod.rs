//! What an administrator may do: each act validated, committed together with its audit row, and told to other instances
//! by whoever calls.

mod clients;
mod error;
mod realms;
mod rewrap;
mod users;

pub use clients::{ClientWithSecret, NewClient, create_client, delete_client, rotate_secret};
pub use error::Error;
pub use realms::{NewRealm, RealmChange, RealmHost, change_realm, create_realm, create_resource_server};
pub use rewrap::{Rewrapped, rewrap};
pub use users::{NewUser, create_user, set_status, unlock};
