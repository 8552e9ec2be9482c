//! The authorization endpoint (RFC 6749 §3.1, OpenID Connect Core §3.1.2): from the request to the response.
//!
//! [`check`](check::check) turns what arrived into a [`CheckedRequest`]; an [`Interaction`] keeps it while the user does
//! what [`interaction::next`](super::interaction::next) says; [`AuthorizationResponse`] carries the outcome to the client.

mod assess;
mod check;
mod flow;
mod record;
mod request;
mod response;
mod target;

pub use assess::{Assessed, Present, assess};
pub use check::{Asked, HintError, IdTokenHint, Offers, check};
pub use flow::{Pending, Question, Refusal, Step, advance, answered, cancel, error_response, find, start};
pub use record::{Interaction, LIFETIME};
pub use request::CheckedRequest;
pub use response::AuthorizationResponse;
pub use target::{AuthorizeError, RedirectTarget};
