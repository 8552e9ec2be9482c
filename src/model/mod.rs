//! Domain states and their transitions: pure, no clock, no I/O.

mod access_token;
pub mod acr;
mod api_scope;
mod attribute;
mod avatar;
mod checkup;
mod client;
mod consent;
mod console;
mod email_change;
mod email_code;
mod export;
mod factor;
mod factor_rules;
mod fault;
mod field;
mod first_credential;
mod grant;
mod holdings;
mod id;
mod inbox;
mod invitation;
mod mail;
mod password_rules;
mod profile;
mod realm;
mod recovery;
mod refresh;
mod registration;
mod resource_server;
mod risk;
mod role;
mod session;
mod trusted_device;
mod upstream;
mod user;
mod webauthn;

pub use crate::spec::TokenFormat;
pub use access_token::{ACCESS_TOKEN_LIFETIME_MAX, OpaqueAccessToken, Revocation, RevocationKind};
pub use api_scope::{ACCOUNT_SECURITY_SCOPE, REALM_ADMIN_SCOPE, gives_power_over_people};
pub use attribute::{
    ATTRIBUTES, ATTRIBUTES_MAX, Attribute, AttributeAccess, AttributeClaim, AttributeFault, AttributeType, DataClass,
    check_attributes, is_registered_claim,
};
pub use avatar::{AVATAR_PATH, Avatar, AvatarType};
pub use checkup::{CheckupFacts, CheckupPoint, CheckupResult, EmailStanding};
pub use client::{Client, ClientSecret, VerifiedPublisher, secret_binding};
pub use consent::Consent;
pub use console::{CONSOLE_ABSOLUTE, CONSOLE_IDLE, ConsoleDoor, ConsoleSession};
pub use email_change::{
    EMAIL_CHANGE_LIFETIME, EMAIL_CHANGE_TRIES, EmailChange, EmailFault, FORMER_EMAIL_LIFETIME, FormerEmail,
    masked_email,
};
pub use email_code::{EMAIL_CODE_LIFETIME, EMAIL_CODE_TRIES, EMAIL_CODE_WINDOW, EmailCode};
pub use export::{Export, ExportState, export_binding};
pub use factor::{BackupCode, TotpAlgorithm, TotpFactor, totp_binding};
pub use factor_rules::{
    CONCERNED_MAX, Concern, FACTOR_RULES_MAX, FactorFacts, FactorKind, FactorOutcome, FactorRule, FactorVerdict,
    GRACE_DAYS_MAX, Requirement, Those, asks_for_holdings, judge_factors,
};
pub use fault::FaultKind;
pub use field::{Fault, Field, Sheet};
pub use first_credential::FirstCredential;
pub use grant::{AuthorizationCode, EndReason, Grant};
pub use holdings::{Granted, Held, Holdings, Step};
pub use id::{ClientId, FactorId, GrantId, GroupId, RealmId, SessionId, UserId};
pub use inbox::{ChannelFault, Channels, INBOX_LIFETIME, INBOX_MAX, InboxEntry};
pub use invitation::{INVITATION_DAYS, INVITATION_DAYS_MAX, Invitation, InvitationStanding, InvitationState};
pub use mail::{Mail, Notice, OutboxEntry, Recipient, mail_binding};
pub use password_rules::{BreachedAtLogin, CharacterClass, PASSWORD_HISTORY_MAX, PasswordRules, RulePreset};
pub use profile::Profile;
pub use realm::{ClientBounds, DELETION_DELAY_DAYS_MAX, Realm, RealmSettings, RememberedAccounts, is_host_name};
pub use recovery::{
    ACCESS_LIFETIME, ACCESS_LIFETIME_MAX, ACCESS_REASON_CHARS, AccessTerms, AccessTermsFault, LOCK_LIFETIME,
    LinkPurpose, RECOVERY_FAILURES_MAX, Recovery, RecoveryState,
};
pub use refresh::{Redemption, RefreshState, RefreshToken, RotationPolicy};
pub use registration::{AskedAt, AskedField, Registration, RegistrationMode, RegistrationRules, Terms, read_asked};
pub use resource_server::{ResourceServer, ResourceSettings, permissions};
pub use risk::{LOOKBACK, Position, RiskFacts, RiskPoint, RiskRules, Sighting, Watch, assess};
pub use role::{BuiltInRole, DESCRIPTION_CHARS, GROUP_DEPTH_MAX, Group, INHERITED_MAX, Role};
pub use session::{BeyondLimit, BrowserSession, SEEN_STEP, SessionLifetimes, SessionLimit};
pub use trusted_device::{TRUST_DAYS_MAX, TrustRules, TrustedDevice};
pub use upstream::{
    Assertion, LINKED_IDENTITIES_MAX, LinkedIdentity, SUBJECT_CHARS, UPSTREAMS_MAX, Unlinked, Upstream,
    UpstreamSettings, is_upstream_name, judge_unlinked, upstream_binding,
};
pub use user::{UpdateReason, User, UserStatus, canonical_identifier, is_email_address, masked_identifier};
pub use webauthn::{CredentialKind, CredentialUse, WebauthnCredential, WebauthnUser};
