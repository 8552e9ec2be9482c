//! An authorization request that passed every check.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::target::RedirectTarget;
use crate::model::acr::{self, Class, ClassDemand};
use crate::model::{Client, ClientId};
use crate::provider::interaction::Demands;
use crate::spec::{ClaimsRequest, CodeChallenge, Display, PromptSet, Scope, standard_claims};

/// What is asked for, checked and typed. Made by [`check`](super::check::check) only, and read back from an interaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CheckedRequest {
    /// Who asks.
    pub client_id: ClientId,
    /// Where the response goes.
    pub target: RedirectTarget,
    /// The scope asked for, as far as it is open to the client.
    pub scope: Scope,
    /// Placed in the ID token.
    pub nonce: Option<String>,
    /// What the redemption of the code has to answer.
    pub code_challenge: Option<CodeChallenge>,
    /// What the user has to be asked.
    pub prompt: PromptSet,
    /// Seconds that may have passed since the user was authenticated.
    pub max_age: Option<u64>,
    /// Context classes wanted, in order of preference.
    pub acr_values: Vec<String>,
    /// Claims asked for by name.
    pub claims: ClaimsRequest,
    /// Audiences asked for; empty leaves the choice to us.
    pub resource: Vec<String>,
    /// The subject of `id_token_hint`.
    pub hinted_subject: Option<String>,
    /// What the user may have typed at the client.
    pub login_hint: Option<String>,
    /// How pages should be shown.
    pub display: Display,
    /// Languages for pages, in order of preference.
    pub ui_locales: Vec<String>,
    /// Languages for claims, in order of preference.
    pub claims_locales: Vec<String>,
}

impl CheckedRequest {
    /// A request of which only the client and the target are known.
    pub(super) fn new(client_id: ClientId, target: RedirectTarget) -> Self {
        Self {
            client_id,
            target,
            scope: Scope::default(),
            nonce: None,
            code_challenge: None,
            prompt: PromptSet::default(),
            max_age: None,
            acr_values: Vec::new(),
            claims: ClaimsRequest::default(),
            resource: Vec::new(),
            hinted_subject: None,
            login_hint: None,
            display: Display::Page,
            ui_locales: Vec::new(),
            claims_locales: Vec::new(),
        }
    }

    /// What the request, and `client` as it is registered now, demand of the user.
    pub fn demands(&self, client: &Client) -> Demands<'_> {
        let first_party = client.metadata.first_party;
        Demands {
            scope: &self.scope,
            claims: self.claims_beyond_scope(),
            prompt: self.prompt,
            max_age: self.max_age.map(Duration::from_secs),
            subject: self.hinted_subject.as_deref().or_else(|| self.claims.subject()),
            essential_acr: self.claims.essential_acr(),
            wished_acr: self.wished_acr(),
            first_party,
            asks_every_time: !first_party && self.target.kind().is_claimable(),
        }
    }

    /// The context classes asked for without insisting, in order of preference.
    fn wished_acr(&self) -> Vec<&str> {
        let essential = self.claims.essential_acr();
        let named = self.claims.acr().into_iter().filter(|value| !essential.contains(value));
        self.acr_values.iter().map(String::as_str).chain(named).collect()
    }

    /// What is asked of the context class.
    pub fn classes(&self) -> ClassDemand {
        ClassDemand::of(&self.claims.essential_acr(), &self.wished_acr())
    }

    /// The `acr` to state of a login by the methods `amr`: one that was asked for and reached, else what was reached
    /// (OpenID Connect Core §3.1.2.1, §5.5.1.1).
    pub fn acr(&self, amr: &[String]) -> &str {
        let reached = Class::reached_by(amr);
        acr::stated(reached, &self.claims.essential_acr())
            .or_else(|| acr::stated(reached, &self.wished_acr()))
            .unwrap_or(reached.unasked().as_str())
    }

    /// The claims asked for by name, as far as `granted` leaves them: a scope that the user refused cannot come back
    /// claim by claim.
    pub fn claims_within(&self, granted: &Scope) -> ClaimsRequest {
        let refused = self.scope.difference(granted);
        let mut claims = self.claims.clone();
        let is_left = |name: &String| !standard_claims::of_scope(&refused).any(|known| known == name);
        claims.userinfo.retain(|name, _| is_left(name));
        claims.id_token.retain(|name, _| is_left(name));
        claims
    }

    /// The names of claims about the user that are asked for by name and not by the scope: what consent has to show.
    pub fn claims_beyond_scope(&self) -> Vec<&str> {
        self.claims
            .names()
            .filter(|name| standard_claims::names().any(|known| known == *name))
            .filter(|name| !standard_claims::of_scope(&self.scope).any(|known| known == *name))
            .collect()
    }
}
