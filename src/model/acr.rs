//! Authentication context classes (OpenID Connect Core §2): a login that reached one has reached those below it as well.

/// The class that a code or a link in a mail reaches: whoever reads a mailbox need not be its owner.
pub const EMAIL: &str = "urn:gatehouse:email";
/// The class that a password alone reaches.
pub const PASSWORD: &str = "urn:gatehouse:password";
/// The class that a password and a second factor reach.
pub const MFA: &str = "urn:gatehouse:mfa";
/// The classes offered, from the weakest to the strongest.
pub const ACR_VALUES: &[&str] = &[EMAIL, PASSWORD, MFA];

/// The class to state for a login that `reached` one, given those of which one is demanded: the very one, else the first
/// demanded that lies below it. `None` when none of the demanded ones was reached (§5.5.1.1).
pub fn stated<'a>(reached: &'a str, demanded: &[&'a str]) -> Option<&'a str> {
    if demanded.is_empty() || demanded.contains(&reached) {
        return Some(reached);
    }
    let level = |acr: &str| ACR_VALUES.iter().position(|known| *known == acr);
    let reached = level(reached)?;
    demanded.iter().copied().find(|wanted| level(wanted).is_some_and(|wanted| wanted <= reached))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stronger_includes_the_weaker() {
        let (password, mfa) = (PASSWORD, MFA);
        #[rustfmt::skip]
        let table: [(&str, &[&str], Option<&str>); 11] = [
            (password, &[],              Some(password)),
            (mfa,      &[],              Some(mfa)),
            (mfa,      &[mfa],           Some(mfa)),
            (mfa,      &[password],      Some(password)),
            (mfa,      &[password, mfa], Some(mfa)),
            (mfa,      &["x", password], Some(password)),
            (password, &[mfa],           None),
            (password, &["x"],           None),
            ("x",      &[password],      None),
            (EMAIL,    &[password],      None),
            (password, &[EMAIL],         Some(EMAIL)),
        ];
        for (reached, demanded, expected) in table {
            assert_eq!(stated(reached, demanded), expected, "{reached} {demanded:?}");
        }
    }
}
