//! The endpoints of the protocol, a file a specification.

pub mod documents;
pub mod token;
pub mod userinfo;
