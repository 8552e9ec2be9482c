//! What a user can prove with besides the password, and what of it a login has to ask for.

use super::Authenticator;
use super::flow::Method;
use super::login::Login;
use crate::clock::Timestamp;
use crate::model::{CredentialKind, FactorFacts, FactorKind, FactorOutcome, RealmId, User, UserId, judge_factors};
use crate::storage::{StorageError, Transaction, backup_codes, totp_factors, webauthn_credentials};

/// What a user has enrolled.
///
/// It is read in a transaction that holds the user's row: no factor is added between this answer and the session that follows
/// from it.
#[derive(Clone, Debug)]
struct Factors {
    keys: Vec<CredentialKind>,
    has_app: bool,
    has_code: bool,
}

impl Factors {
    async fn of(tx: &mut Transaction, realm: &RealmId, user: &UserId) -> Result<Self, StorageError> {
        let keys = webauthn_credentials::list_of_user_in(tx, realm, user).await?;
        Ok(Self {
            keys: keys.into_iter().map(|key| key.kind).collect(),
            has_app: !totp_factors::ids_in(tx, realm, user).await?.is_empty(),
            has_code: backup_codes::any_left_in(tx, realm, user).await?,
        })
    }

    /// Whether the user has to prove something besides the password, whatever the rules say. Backup codes alone are no
    /// factor: they stand in for one. Nor is a passkey: it takes the password's place.
    fn is_demanded(&self) -> bool {
        self.has_app || self.keys.contains(&CredentialKind::SecurityKey)
    }

    fn kinds(&self) -> Vec<FactorKind> {
        let all = [(FactorKind::Totp, self.has_app), (FactorKind::Webauthn, !self.keys.is_empty())];
        all.into_iter().filter(|(_, has)| *has).map(|(kind, _)| kind).collect()
    }

    /// Everything there is, the usual one first. Where something is asked for, a passkey and a backup code count as well.
    fn methods(&self) -> Vec<Method> {
        let all = [
            (Method::Passkey, !self.keys.is_empty()),
            (Method::Totp, self.has_app),
            (Method::BackupCode, self.has_code),
        ];
        all.into_iter().filter(|(_, has)| *has).map(|(method, _)| method).collect()
    }
}

/// What a proof by `method` counts as: a backup code stands in for the application.
const fn kind_of(method: Method) -> FactorKind {
    match method {
        Method::Passkey => FactorKind::Webauthn,
        Method::Totp | Method::BackupCode => FactorKind::Totp,
    }
}

/// What `user` can prove with besides the password, the usual one first; empty when the password is enough.
pub(super) async fn second_factors(
    tx: &mut Transaction,
    realm: &RealmId,
    user: &UserId,
) -> Result<Vec<Method>, StorageError> {
    let factors = Factors::of(tx, realm, user).await?;
    Ok(if factors.is_demanded() { factors.methods() } else { Vec::new() })
}

/// Whether `user` has to prove something besides the password.
pub(super) async fn is_demanded(tx: &mut Transaction, realm: &RealmId, user: &UserId) -> Result<bool, StorageError> {
    Ok(Factors::of(tx, realm, user).await?.is_demanded())
}

impl Authenticator {
    /// What `user`, whose password was right, has to prove as well before `login` goes on, the usual one first; empty when
    /// nothing is asked for. Where a rule of the realm says which factors count and the user has one of them, only those do.
    pub(super) async fn methods_due(
        &self,
        tx: &mut Transaction,
        login: Login<'_>,
        user: &User,
        now: Timestamp,
    ) -> Result<Vec<Method>, StorageError> {
        let factors = Factors::of(tx, &user.realm, &user.id).await?;
        let enrolled = factors.kinds();
        let rules = login.rules.factor_rules();
        let facts = FactorFacts { client: login.rules.client, user_since: user.created_at, enrolled: &enrolled, now };
        let verdict = judge_factors(rules, &facts);
        Ok(match verdict.outcome {
            FactorOutcome::Prove => {
                let mut methods = factors.methods();
                methods.retain(|method| verdict.accepts(rules, kind_of(*method)));
                methods
            }
            FactorOutcome::Free | FactorOutcome::Enroll { .. } if factors.is_demanded() => factors.methods(),
            FactorOutcome::Free | FactorOutcome::Enroll { .. } => Vec::new(),
        })
    }
}
