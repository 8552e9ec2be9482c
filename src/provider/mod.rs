//! The OpenID Provider: the rules, without HTTP. It says that a login is needed, and never how one is done.

pub mod authorize;
pub mod interaction;
