//! Which of the accounts that are signed in in one browser a request means: one pure function, [`pick`].
//!
//! Nobody is guessed. What the person did for this very request decides first, then what the client says (`id_token_hint`,
//! the `sub` claim, `login_hint`; OpenID Connect Core §3.1.2.1), then that there is only one.

use super::{Demands, Progress, SessionView};
use crate::model::SessionId;
use crate::spec::Prompt;

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The session.
    pub session: SessionView,
    /// `login_hint` is a name of theirs.
    pub is_hinted: bool,
    /// The client holds a grant that was made in this session. Looked up for `prompt=none` alone, where nobody can be asked.
    pub is_known: bool,
}

/// What [`pick`] comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// Nobody is signed in.
    Nobody,
    /// The candidate at this place.
    One(usize),
    /// Several are signed in, and nothing says which.
    Several,
}

/// Decides which of `candidates`, the current one first, goes on with the request.
pub fn pick(candidates: &[Candidate], demands: &Demands<'_>, progress: &Progress) -> Pick {
    if let Some(place) = said(candidates, progress) {
        return Pick::One(place);
    }
    if candidates.is_empty() {
        return Pick::Nobody;
    }
    if let Some(subject) = demands.subject {
        // When it is none of them, that one has to sign in; whoever is here does not have to be chosen first.
        let place = candidates.iter().position(|candidate| candidate.session.user_id.as_str() == subject);
        return Pick::One(place.unwrap_or_default());
    }
    if candidates.len() == 1 {
        return Pick::One(0);
    }
    let is_silent = demands.prompt.contains(Prompt::None);
    only(candidates, |candidate| candidate.is_hinted)
        .or_else(|| only(candidates, |candidate| is_silent && candidate.is_known))
        .map_or(Pick::Several, Pick::One)
}

/// What the person said for this request: by signing in, or on the page of accounts, whichever came last.
fn said(candidates: &[Candidate], progress: &Progress) -> Option<usize> {
    let chosen = |id: &SessionId| candidates.iter().position(|candidate| candidate.session.id == *id);
    let selected = progress.selected.as_ref().and_then(chosen);
    let signed_in = (0..)
        .zip(candidates)
        .filter(|(_, candidate)| progress.was_satisfied_by(&candidate.session))
        .max_by_key(|(_, candidate)| candidate.session.auth_time);
    match (selected, signed_in) {
        (Some(selected), Some((place, candidate))) => {
            let chosen_at = progress.selected_at.unwrap_or(progress.begun_at);
            Some(if candidate.session.auth_time > chosen_at { place } else { selected })
        }
        (selected, signed_in) => selected.or(signed_in.map(|(place, _)| place)),
    }
}

/// The place of the only candidate of whom `is` holds.
fn only(candidates: &[Candidate], is: impl Fn(&Candidate) -> bool) -> Option<usize> {
    let mut places = (0..).zip(candidates).filter(|(_, candidate)| is(candidate)).map(|(place, _)| place);
    let first = places.next()?;
    places.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::model::acr::Class;
    use crate::spec::{PromptSet, Scope};

    /// The request arrives at second 1000.
    const BEGUN: Timestamp = Timestamp::from_secs(1000);

    fn candidate(user: &str, auth_time: i64) -> Candidate {
        let session = SessionView {
            id: format!("s-{user}").as_str().into(),
            user_id: user.into(),
            auth_time: Timestamp::from_secs(auth_time),
            class: Class::Password,
            reachable: Class::Password,
            lacks_factor: false,
        };
        Candidate { session, is_hinted: false, is_known: false }
    }

    fn hinted(candidate: Candidate) -> Candidate {
        Candidate { is_hinted: true, ..candidate }
    }

    fn known(candidate: Candidate) -> Candidate {
        Candidate { is_known: true, ..candidate }
    }

    struct Case {
        candidates: Vec<Candidate>,
        prompt: &'static str,
        subject: Option<&'static str>,
        /// Whose session was chosen, and when.
        selected: Option<(&'static str, i64)>,
        expected: Pick,
    }

    fn of(candidates: Vec<Candidate>, expected: Pick) -> Case {
        Case { candidates, prompt: "", subject: None, selected: None, expected }
    }

    fn run(case: &Case) -> Pick {
        let scope = Scope::parse("openid").unwrap();
        let demands = Demands {
            scope: &scope,
            claims: vec![],
            prompt: PromptSet::parse(Some(case.prompt)).unwrap(),
            max_age: None,
            subject: case.subject,
            essential_acr: vec![],
            wished_acr: vec![],
            first_party: false,
            asks_every_time: false,
        };
        // Whoever signed in before the request arrived was there when it did.
        let there = case.candidates.iter().map(|candidate| candidate.session.clone());
        let there: Vec<SessionView> = there.filter(|session| session.auth_time <= BEGUN).collect();
        let mut progress = Progress::begin(&there, BEGUN);
        if let Some((user, at)) = case.selected {
            progress.selected = Some(format!("s-{user}").as_str().into());
            progress.selected_at = Some(Timestamp::from_secs(at));
        }
        pick(&case.candidates, &demands, &progress)
    }

    #[test]
    fn nobody_is_guessed() {
        let both = || vec![candidate("alice", 900), candidate("bob", 950)];
        let table = [
            of(vec![], Pick::Nobody),
            of(vec![candidate("alice", 900)], Pick::One(0)),
            of(both(), Pick::Several),
            // the client says who, and is believed as far as that one is here
            Case { subject: Some("bob"), ..of(both(), Pick::One(1)) },
            Case { subject: Some("carol"), ..of(both(), Pick::One(0)) },
            Case { subject: Some("carol"), ..of(vec![], Pick::Nobody) },
            of(vec![candidate("alice", 900), hinted(candidate("bob", 950))], Pick::One(1)),
            of(vec![hinted(candidate("alice", 900)), hinted(candidate("bob", 950))], Pick::Several),
            // where nobody can be asked, the one whom the client has already; for all others that says nothing
            Case { prompt: "none", ..of(vec![candidate("alice", 900), known(candidate("bob", 950))], Pick::One(1)) },
            Case {
                prompt: "none",
                ..of(vec![known(candidate("alice", 900)), known(candidate("bob", 950))], Pick::Several)
            },
            Case { prompt: "none", ..of(both(), Pick::Several) },
            of(vec![candidate("alice", 900), known(candidate("bob", 950))], Pick::Several),
        ];
        for (index, case) in table.iter().enumerate() {
            assert_eq!(run(case), case.expected, "row {index}");
        }
    }

    #[test]
    fn what_the_person_said_last_counts() {
        let both = || vec![candidate("alice", 900), candidate("bob", 950)];
        let and_carol = || vec![candidate("carol", 1005), candidate("alice", 900), candidate("bob", 950)];
        let table = [
            Case { selected: Some(("bob", 1002)), ..of(both(), Pick::One(1)) },
            // … before every hint
            Case { selected: Some(("bob", 1002)), subject: Some("alice"), ..of(both(), Pick::One(1)) },
            // a session that is gone is not chosen any more
            Case { selected: Some(("carol", 1002)), ..of(both(), Pick::Several) },
            of(and_carol(), Pick::One(0)),
            Case { selected: Some(("bob", 1002)), ..of(and_carol(), Pick::One(0)) },
            Case { selected: Some(("bob", 1008)), ..of(and_carol(), Pick::One(2)) },
            // the newest of several logins
            of(vec![candidate("alice", 1003), candidate("bob", 1007)], Pick::One(1)),
            // one of the very instant in which the request arrived was there before it
            of(vec![candidate("alice", 1000), candidate("bob", 950)], Pick::Several),
        ];
        for (index, case) in table.iter().enumerate() {
            assert_eq!(run(case), case.expected, "row {index}");
        }
    }
}
