//! What a user can prove with besides the password, and what of it a login has to ask for.

use super::Authenticator;
use super::flow::Method;
use super::login::Login;
use crate::clock::Timestamp;
use crate::model::acr::Class;
use crate::model::{
    CredentialKind, FactorFacts, FactorKind, FactorOutcome, FactorVerdict, Holdings, RealmId, User, UserId,
    asks_for_holdings, judge_factors,
};
use crate::storage::{StorageError, Transaction, backup_codes, holdings, totp_factors, webauthn_credentials};

/// What a user has enrolled.
///
/// It is read in a transaction that holds the user's row: no factor is added between this answer and the session that follows
/// from it.
#[derive(Clone, Debug)]
struct Factors {
    keys: Vec<(CredentialKind, Class)>,
    has_app: bool,
    has_code: bool,
}

impl Factors {
    async fn of(tx: &mut Transaction, realm: &RealmId, user: &UserId) -> Result<Self, StorageError> {
        let keys = webauthn_credentials::list_of_user_in(tx, realm, user).await?;
        Ok(Self {
            keys: keys.into_iter().map(|key| (key.kind, key.class())).collect(),
            has_app: !totp_factors::list_of_user_in(tx, realm, user).await?.is_empty(),
            has_code: backup_codes::any_left_in(tx, realm, user).await?,
        })
    }

    /// Whether the user has to prove something besides the password, whatever the rules say. Backup codes alone are no
    /// factor: they stand in for one. Nor is a passkey: it takes the password's place.
    fn is_demanded(&self) -> bool {
        self.has_app || self.keys.iter().any(|(kind, _)| *kind == CredentialKind::SecurityKey)
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

impl Factors {
    /// The class that a proof by `method` can reach here.
    fn class_of(&self, method: Method) -> Class {
        match method {
            Method::Passkey => self.keys.iter().map(|(_, class)| *class).max().unwrap_or(Class::Password),
            Method::Totp => Class::Mfa,
            // It stands in for an application or a key, and for nothing by itself.
            Method::BackupCode if self.has_app || !self.keys.is_empty() => Class::Mfa,
            Method::BackupCode => Class::Password,
        }
    }

    fn reachable(&self) -> Class {
        self.methods().into_iter().map(|method| self.class_of(method)).max().unwrap_or(Class::Password)
    }

    fn reaching(&self, class: Class) -> Vec<Method> {
        let mut methods = self.methods();
        methods.retain(|method| self.class_of(*method) >= class);
        methods
    }
}

/// What a proof by `method` counts as: a backup code stands in for the application.
const fn kind_of(method: Method) -> FactorKind {
    match method {
        Method::Passkey => FactorKind::Webauthn,
        Method::Totp | Method::BackupCode => FactorKind::Totp,
    }
}

/// Whether a login that has come as far as `amr` has shown one factor alone.
pub(super) fn is_half(amr: &[String]) -> bool {
    FactorKind::proved_by(amr).is_empty()
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

/// What the rules of `login` say of `user`, who has enrolled `factors`.
async fn verdict(
    tx: &mut Transaction,
    login: Login<'_>,
    (user, factors): (&User, &Factors),
    now: Timestamp,
) -> Result<FactorVerdict, StorageError> {
    let holdings = &holdings_for(tx, login, user).await?;
    let (client, enrolled) = (login.rules.client, factors.kinds());
    let facts = FactorFacts { client, user_since: user.created_at, holdings, enrolled: &enrolled, now };
    Ok(judge_factors(login.rules.factor_rules(), &facts))
}

/// What roles and groups `user` holds, in one statement, where a rule of `login` asks for them; nothing elsewhere.
pub(super) async fn holdings_for(
    tx: &mut Transaction,
    login: Login<'_>,
    user: &User,
) -> Result<Holdings, StorageError> {
    if asks_for_holdings(login.rules.factor_rules()) {
        holdings::of_user_in(tx, &user.realm, &user.id).await
    } else {
        Ok(Holdings::default())
    }
}

impl Authenticator {
    /// What `user`, whose password was right, has to prove as well before `login` goes on, the usual one first; empty when
    /// nothing is asked for. Where a rule of the realm says which factors count and the user has one of them, only those do;
    /// the same with a class that the client demands. A class that it wishes for puts first what reaches it.
    pub(super) async fn methods_due(
        &self,
        tx: &mut Transaction,
        login: Login<'_>,
        user: &User,
        now: Timestamp,
    ) -> Result<Vec<Method>, StorageError> {
        let factors = Factors::of(tx, &user.realm, &user.id).await?;
        let (rules, verdict) = (login.rules.factor_rules(), verdict(tx, login, (user, &factors), now).await?);
        let accepted = |methods: &mut Vec<Method>| methods.retain(|method| verdict.accepts(rules, kind_of(*method)));
        let mut due = match verdict.outcome {
            FactorOutcome::Prove => factors.methods(),
            FactorOutcome::Free | FactorOutcome::Enroll { .. } if factors.is_demanded() => factors.methods(),
            FactorOutcome::Free | FactorOutcome::Enroll { .. } => Vec::new(),
        };
        if verdict.outcome == FactorOutcome::Prove {
            accepted(&mut due);
        }
        let asked = login.rules.classes;
        if let Some(class) = asked.missing(Class::Password, factors.reachable()) {
            let mut reaching = factors.reaching(class);
            if verdict.outcome == FactorOutcome::Prove {
                accepted(&mut reaching);
            }
            // A wish shuts nobody out: whoever has lost that key can go on with another.
            if asked.must.is_none_or(|must| must < class) {
                let must = asked.must.unwrap_or(Class::Password);
                due.retain(|method| !reaching.contains(method) && factors.class_of(*method) >= must);
                reaching.append(&mut due);
            }
            return Ok(if reaching.is_empty() { due } else { reaching });
        }
        Ok(due)
    }

    /// What brings the session of `user`, which has reached `reached`, as far as `login` asks, and the class that it lacks;
    /// empty when nothing enrolled does.
    pub(super) async fn methods_missing(
        &self,
        tx: &mut Transaction,
        login: Login<'_>,
        (user, reached): (&User, Class),
        now: Timestamp,
    ) -> Result<(Vec<Method>, Option<Class>), StorageError> {
        let factors = Factors::of(tx, &user.realm, &user.id).await?;
        let (rules, verdict) = (login.rules.factor_rules(), verdict(tx, login, (user, &factors), now).await?);
        let class = login.rules.classes.missing(reached, factors.reachable());
        if class.is_none() && verdict.outcome != FactorOutcome::Prove {
            return Ok((Vec::new(), None));
        }
        let mut methods = factors.reaching(class.unwrap_or(Class::Mfa));
        if verdict.outcome == FactorOutcome::Prove {
            methods.retain(|method| verdict.accepts(rules, kind_of(*method)));
        }
        Ok((methods, class))
    }
}
