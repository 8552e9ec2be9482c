//! The interaction: a checked request that waits, on the server, for what the user must still do.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::request::CheckedRequest;
use crate::clock::Timestamp;
use crate::model::{Client, Consent, RealmId, SessionId, UserId};
use crate::provider::interaction::{self, Choice, GivenConsent, Next, Progress, SessionView, Situation};
use crate::secret::{constant_time_eq, token_hash};
use crate::spec::Scope;

/// How long an interaction waits.
pub const LIFETIME: Duration = Duration::from_mins(30);

/// An authorization request between its arrival and its response, bound to one browser.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interaction {
    id: String,
    request: CheckedRequest,
    progress: Progress,
    browser_hash: String,
}

impl Interaction {
    /// An interaction called `id` for a request that arrived `now` from the browser whose cookie holds `browser`, in which
    /// there are `sessions`, the current one first.
    pub fn begin(id: String, request: CheckedRequest, browser: &str, sessions: &[SessionView], now: Timestamp) -> Self {
        Self { id, request, progress: Progress::begin(sessions, now), browser_hash: token_hash(browser) }
    }

    /// Names the interaction in URLs; useless without the browser's cookie.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The request.
    pub const fn request(&self) -> &CheckedRequest {
        &self.request
    }

    /// What has happened so far.
    pub const fn progress(&self) -> &Progress {
        &self.progress
    }

    /// When the request arrived.
    pub const fn created_at(&self) -> Timestamp {
        self.progress.begun_at
    }

    /// When it stops waiting.
    pub fn expires_at(&self) -> Timestamp {
        self.created_at() + LIFETIME
    }

    /// Whether it may still be used at `now`, from the browser whose cookie holds `browser`.
    pub fn is_open_to(&self, browser: &str, now: Timestamp) -> bool {
        let is_same = constant_time_eq(token_hash(browser).as_bytes(), self.browser_hash.as_bytes());
        is_same && now < self.expires_at()
    }

    /// What must happen next.
    pub fn next(
        &self,
        client: &Client,
        (session, choice): (Option<&SessionView>, Choice),
        consent: Option<&Consent>,
        now: Timestamp,
    ) -> Next {
        let demands = self.request.demands(client);
        interaction::next(&Situation { demands: &demands, progress: &self.progress, session, choice, consent }, now)
    }

    /// What to remember of the consent given to this request: it widens `stored`. `None` when nobody was asked.
    pub fn remembered(&self, realm: &RealmId, stored: Option<&Consent>, now: Timestamp) -> Option<Consent> {
        let given = self.progress.consented.as_ref()?;
        let stored = stored.filter(|stored| stored.user_id == given.user_id && stored.is_valid(now));
        let mut claims: Vec<String> = stored.map(|stored| stored.claims.clone()).unwrap_or_default();
        for name in self.request.claims_beyond_scope() {
            if !claims.iter().any(|known| known == name) {
                claims.push(name.to_owned());
            }
        }
        Some(Consent {
            realm: realm.clone(),
            user_id: given.user_id.clone(),
            client_id: self.request.client_id.clone(),
            scope: stored.map_or_else(|| given.scope.clone(), |stored| stored.scope.union(&given.scope)),
            claims,
            granted_at: now,
            expires_at: None,
        })
    }

    /// The same interaction after the user of `session` was chosen on the account page.
    #[must_use]
    pub fn selected(mut self, session: SessionId, now: Timestamp) -> Self {
        self.progress.selected = Some(session);
        self.progress.selected_at = Some(now);
        self
    }

    /// The same interaction after `user_id` allowed `scope` on the consent page. What was not asked for is left out.
    #[must_use]
    pub fn consented(mut self, user_id: UserId, scope: &Scope) -> Self {
        let scope = self.request.scope.intersection(scope);
        self.progress.consented = Some(GivenConsent { user_id, scope });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::acr::Class;
    use crate::provider::authorize::RedirectTarget;
    use crate::provider::interaction::{LoginReason, Missing};
    use crate::spec::{ClientMetadata, PromptSet};

    const NOW: Timestamp = Timestamp::from_secs(1000);

    fn client() -> Client {
        Client {
            realm: RealmId::default_realm(),
            id: "app".into(),
            enabled: true,
            metadata: ClientMetadata {
                redirect_uris: vec!["https://a.example/cb".into()],
                ..ClientMetadata::default()
            },
            publisher: None,
            version: 1,
            created_at: NOW,
            updated_at: NOW,
        }
    }

    fn interaction(prompt: &str) -> Interaction {
        let target = RedirectTarget::registered(&client().metadata, "https://a.example/cb").unwrap();
        let mut request = CheckedRequest::new("app".into(), target);
        request.scope = Scope::parse("openid email").unwrap();
        request.prompt = PromptSet::parse(Some(prompt)).unwrap();
        Interaction::begin("i1".into(), request, "cookie", &[], NOW)
    }

    fn session(id: &str, auth_time: Timestamp) -> SessionView {
        SessionView {
            id: id.into(),
            user_id: "alice".into(),
            auth_time,
            class: Class::Password,
            reachable: Class::Password,
            lacks_factor: false,
        }
    }

    #[test]
    fn belongs_to_one_browser_for_half_an_hour() {
        let interaction = interaction("");
        assert!(interaction.is_open_to("cookie", NOW));
        assert!(!interaction.is_open_to("another", NOW));
        assert!(!interaction.is_open_to("", NOW));
        assert!(interaction.is_open_to("cookie", NOW + LIFETIME - Duration::from_millis(1)));
        assert!(!interaction.is_open_to("cookie", NOW + LIFETIME));
    }

    #[test]
    fn keeps_no_cookie_and_survives_storage() {
        let interaction = interaction("login").selected("s1".into(), NOW).consented("alice".into(), &Scope::default());
        let text = serde_json::to_string(&interaction).unwrap();
        assert!(!text.contains("cookie"));
        assert_eq!(serde_json::from_str::<Interaction>(&text).unwrap(), interaction);
    }

    #[test]
    fn a_consent_widens_the_one_before() {
        let realm = RealmId::default_realm();
        let interaction = interaction("");
        assert_eq!(interaction.remembered(&realm, None, NOW), None);
        let interaction = interaction.consented("alice".into(), &Scope::parse("openid email phone").unwrap());
        let first = interaction.remembered(&realm, None, NOW).unwrap();
        assert_eq!(first.scope.to_string(), "openid email");
        let stored = Consent { scope: Scope::parse("openid profile").unwrap(), claims: vec!["locale".into()], ..first };
        let widened = interaction.remembered(&realm, Some(&stored), NOW).unwrap();
        assert_eq!(
            (widened.scope.to_string().as_str(), widened.claims),
            ("openid profile email", vec!["locale".to_owned()])
        );
        let expired = Consent { expires_at: Some(NOW), ..stored.clone() };
        let others = Consent { user_id: "bob".into(), ..stored };
        for stored in [expired, others] {
            let fresh = interaction.remembered(&realm, Some(&stored), NOW).unwrap();
            assert_eq!((fresh.scope.to_string().as_str(), fresh.user_id.as_str()), ("openid email", "alice"));
        }
    }

    #[test]
    fn a_request_from_start_to_end() {
        let client = client();
        let later = NOW + Duration::from_secs(5);
        let interaction = interaction("login consent");
        assert_eq!(interaction.next(&client, (None, Choice::Nothing), None, NOW), Next::Login(LoginReason::NoSession));
        let before = session("s0", NOW - Duration::from_secs(1));
        assert_eq!(
            interaction.next(&client, (Some(&before), Choice::Nothing), None, later),
            Next::Login(LoginReason::Prompt)
        );
        let session = session("s1", later);
        let all = Missing { scope: interaction.request().scope.clone(), claims: vec![] };
        assert_eq!(interaction.next(&client, (Some(&session), Choice::Nothing), None, later), Next::Consent(all));
        let allowed = Scope::parse("openid phone").unwrap();
        let interaction = interaction.consented("alice".into(), &allowed);
        let granted = Scope::parse("openid").unwrap();
        assert_eq!(interaction.next(&client, (Some(&session), Choice::Nothing), None, later), Next::Respond(granted));
    }
}
