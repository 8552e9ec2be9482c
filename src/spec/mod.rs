//! The vocabulary of the specifications: what requests, responses and metadata are called, how they are written and
//! which values exist. Pure: no clock, no I/O, no policy. What is allowed to whom is decided in `provider`.

#[macro_use]
mod word;

mod authorization_request;
mod bearer;
mod claims_request;
mod client_metadata;
mod credentials;
mod error;
mod introspection;
mod parameters;
pub mod pkce;
mod prompt;
mod provider_metadata;
pub mod proxy_protocol;
pub mod publisher;
pub mod redirect_uri;
mod request_object;
mod response;
mod scope;
pub mod standard_claims;
mod token;

pub use authorization_request::AuthorizationRequest;
pub use bearer::bearer_token;
pub use claims_request::{ClaimRequest, ClaimsRequest};
pub use client_metadata::{
    ApplicationType, ClientMetadata, Exception, Finding, ProfileBounds, ResponseEncryption, SecurityProfile,
    TokenFormat,
};
pub use credentials::{ClientAuthMethod, Credentials};
pub use error::{ErrorCode, OAuthError};
pub use introspection::{ActiveToken, IntrospectionResponse};
pub use parameters::Parameters;
pub use pkce::CodeChallenge;
pub use prompt::{Display, Prompt, PromptSet};
pub use provider_metadata::ProviderMetadata;
pub use request_object::unverified_response_mode;
pub use response::{ResponseMode, ResponseType};
pub use scope::Scope;
pub use standard_claims::{Address, StandardClaims};
pub use token::{GrantType, TokenRequest, TokenResponse, TokenType};
