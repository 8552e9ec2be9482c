//! The sessions that one browser holds (product AU-18): several people may be signed in there at once, each by a secret of
//! their own. One of them is current, the one last begun or chosen; whatever asks for nobody in particular means it.

use super::Authenticator;
use super::error::Error;
use super::session::{Browser, Visit, is_token};
use crate::audit::Origin;
use crate::model::{BrowserSession, User, UserStatus};
use crate::secret::{Secret, token_hash};
use crate::storage::{StorageError, browser_sessions, users};

/// Sessions of one browser at most. A login beyond them takes the place of the one that was current longest ago.
pub const HELD_MAX: usize = 5;

/// A live session of a browser, and the secret by which the browser holds it.
#[derive(Clone, Debug)]
pub struct Held {
    /// The session.
    pub session: BrowserSession,
    /// The secret; it is stored nowhere.
    pub token: Secret<String>,
}

impl Authenticator {
    /// The live sessions that `browser` holds, the current one first, one for each user. None of them counts as used.
    pub async fn sessions_of(&self, origin: &Origin, browser: &Browser) -> Result<Vec<Held>, StorageError> {
        let mut held: Vec<Held> = Vec::new();
        let tokens = browser.session_token.iter().chain(&browser.other_sessions);
        for token in tokens.filter(|token| is_token(token.expose())).take(HELD_MAX) {
            let hash = token_hash(token.expose());
            let found = browser_sessions::find_by_token(&self.database, &origin.realm, &hash).await?;
            let Some(session) = found.filter(|session| session.is_live(origin.now)) else { continue };
            if held.iter().all(|known| known.session.user_id != session.user_id) {
                held.push(Held { session, token: token.clone() });
            }
        }
        Ok(held)
    }

    /// Everybody who is signed in in `browser` and may still sign in, in the same order. No session counts as used.
    pub async fn visits(&self, origin: &Origin, browser: &Browser) -> Result<Vec<Visit>, Error> {
        let mut visits = Vec::new();
        for Held { session, .. } in self.sessions_of(origin, browser).await? {
            if let Some(user) = self.active(origin, &session).await? {
                visits.push(Visit { session, user });
            }
        }
        Ok(visits)
    }

    /// Who is meant in `browser` where nobody in particular is: the user of the current session; where that is over, the
    /// only other one. Nobody, where there are several: which of them goes on is for the person to say.
    pub async fn current_visit(&self, origin: &Origin, browser: &Browser) -> Result<Option<Visit>, Error> {
        if let Some(token) = &browser.session_token
            && let Some(visit) = self.find_session(origin, token.expose()).await?
        {
            return Ok(Some(visit));
        }
        if browser.other_sessions.is_empty() {
            return Ok(None);
        }
        let mut others = self.visits(origin, browser).await?;
        let only = others.pop().filter(|_| others.is_empty());
        match only {
            Some(visit) => self.used(origin, visit).await,
            None => Ok(None),
        }
    }

    /// `visit` after a use of its session; `None` when it has ended meanwhile.
    pub async fn used(&self, origin: &Origin, mut visit: Visit) -> Result<Option<Visit>, Error> {
        let session = &mut visit.session;
        if session.wants_touch(origin.now) {
            let idle_end = session.idle_end(&self.settings().sessions, origin.now);
            let mut tx = self.database.begin().await?;
            let is_live = browser_sessions::touch(&mut tx, &origin.realm, &session.id, origin.now, idle_end).await?;
            tx.commit().await?;
            if !is_live {
                return Ok(None);
            }
            session.last_seen_at = origin.now;
            session.idle_expires_at = idle_end;
        }
        Ok(Some(visit))
    }

    /// The user of `session`, if they may sign in.
    pub(super) async fn active(&self, origin: &Origin, session: &BrowserSession) -> Result<Option<User>, Error> {
        let user = users::find(&self.database, &origin.realm, &session.user_id).await?;
        Ok(user.filter(|user| user.status == UserStatus::Active))
    }
}
