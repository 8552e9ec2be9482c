//! From a mail as it is kept to what its template is given.

use crate::model::Mail;
use crate::theme::{Fact, MailView};

/// The address that `mail` speaks of.
pub(super) fn source(mail: &Mail) -> Option<&str> {
    match mail {
        Mail::Notice { source, .. } | Mail::DeletionScheduled { source, .. } => Some(source),
        Mail::Recovery { .. }
        | Mail::SignIn { .. }
        | Mail::EmailChange { .. }
        | Mail::EmailInUse
        | Mail::Invitation { .. }
        | Mail::Declined
        | Mail::Registration { .. }
        | Mail::AccountExists
        | Mail::Welcome
        | Mail::Approved
        | Mail::Deleted
        | Mail::ExportReady
        | Mail::Test => None,
    }
}

/// What `mail` shows to the person called `name`, who is told that it came from `near`; links lead below `issuer`.
pub(super) fn view(mail: &Mail, (name, near): (&str, Option<String>), issuer: &str) -> MailView {
    let below = |path: String| format!("{}{path}", issuer.trim_end_matches('/'));
    let mut view = MailView {
        kind: mail.kind(),
        name: name.to_owned(),
        code: mail.code().map(grouped),
        link: mail.path().map(below),
        lock: mail.lock_path().map(below),
        minutes: mail.lifetime().as_secs() / 60,
        hours: (mail.lifetime().as_secs() >= 7_200).then(|| mail.lifetime().as_secs() / 3_600),
        ..MailView::default()
    };
    if let Mail::Notice { about, source, at, .. } = mail {
        view.about.clone_from(about);
        view.facts.push(Fact::at("when", *at));
        view.facts.extend((!source.is_empty()).then(|| Fact::text("source", source)));
    }
    if let Mail::Invitation { invited_by, note, until, .. } = mail {
        view.about.clone_from(invited_by);
        view.facts.extend((!note.is_empty()).then(|| Fact::text("note", note)));
        view.facts.push(Fact::at("valid-until", *until));
    }
    if let Mail::DeletionScheduled { until, source, at, .. } = mail {
        view.facts.push(Fact::at("until", *until));
        view.facts.push(Fact::at("when", *at));
        view.facts.extend((!source.is_empty()).then(|| Fact::text("source", source)));
    }
    view.facts.extend(near.map(|near| Fact::text("place", near)));
    view
}

/// Groups of three or four characters, so that a code is read without losing the place.
fn grouped(code: &str) -> String {
    let size = if code.len().is_multiple_of(4) { 4 } else { 3 };
    let characters: Vec<char> = code.chars().collect();
    characters.chunks(size).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::model::Notice;
    use crate::theme::mail_samples;

    #[test]
    fn every_mail_has_a_sample_of_its_shape() {
        let at = Timestamp::from_secs(1_763_719_200);
        let (about, source, lock) = ("Phone".to_owned(), "192.0.2.7".to_owned(), Some("t".to_owned()));
        let notice = |notice: &Notice| Mail::Notice {
            notice: *notice,
            about: about.clone(),
            source: source.clone(),
            at,
            lock: lock.clone(),
        };
        let others = [
            Mail::Recovery { code: "04711815".to_owned(), token: "t".to_owned() },
            Mail::Registration { code: "047118".to_owned(), token: "t".to_owned() },
            Mail::SignIn { code: "047118".to_owned(), token: "t".to_owned() },
            Mail::Invitation {
                token: "t".to_owned(),
                invited_by: "Grace".to_owned(),
                note: "Welcome aboard".to_owned(),
                until: at,
            },
            Mail::EmailChange { code: "047118".to_owned(), token: "t".to_owned() },
            Mail::EmailInUse,
            Mail::AccountExists,
            Mail::Welcome,
            Mail::Approved,
            Mail::Declined,
            Mail::DeletionScheduled {
                token: "t".to_owned(),
                until: at,
                source: source.clone(),
                at,
                lock: lock.clone(),
            },
            Mail::Deleted,
            Mail::ExportReady,
            Mail::Test,
        ];
        for mail in others.into_iter().chain(Notice::ALL.iter().map(notice)) {
            let own =
                view(&mail, ("Ada", super::source(&mail).map(|_| "Hamburg".to_owned())), "https://id.example.com/");
            let sample = mail_samples().into_iter().find(|sample| sample.kind == own.kind);
            let sample = sample.unwrap_or_else(|| panic!("{} has no sample", own.kind));
            assert_eq!(own.code.is_some(), sample.code.is_some(), "{}", own.kind);
            assert_eq!(own.link.is_some(), sample.link.is_some(), "{}", own.kind);
            assert_eq!(own.lock.is_some(), sample.lock.is_some(), "{}", own.kind);
            assert_eq!(own.facts.len(), sample.facts.len(), "{}", own.kind);
        }
    }

    #[test]
    fn links_lead_below_the_issuer_and_codes_are_grouped() {
        let mail = Mail::Recovery { code: "123456".to_owned(), token: "t".to_owned() };
        let view = view(&mail, ("", None), "https://id.example.com/realms/acme");
        assert_eq!(view.link.as_deref(), Some("https://id.example.com/realms/acme/link/recovery/t"));
        assert_eq!((view.code.as_deref(), view.minutes), (Some("123 456"), 30));
        assert_eq!(grouped("12345678"), "1234 5678");
    }
}
