//! Client authentication by signed assertions (RFC 7521 §4.2, RFC 7523 §3; RFC 8725 on confusion; PR-21).

use std::time::Duration;

use aws_lc_rs::hmac;
use gatehouse::jose::{Algorithm, PrivateKey, Signer};
use gatehouse::secret::base64url;
use serde_json::{Value, json};

use crate::support::app::{TestApp, basic};
use crate::support::browser::Seen;

on_each_setup![
    every_algorithm_is_accepted,
    the_audience_is_us,
    the_claims_must_be_right,
    clocks_may_differ_a_little,
    an_assertion_counts_once,
    a_key_serves_its_own_algorithm,
    a_registered_algorithm_is_the_only_one,
    the_header_decides_nothing,
    the_method_is_the_registered_one,
];

const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A client with a key of its own.
struct Machine {
    app: TestApp,
    id: String,
    key: PrivateKey,
}

impl Machine {
    async fn with(app: &TestApp, id: &str, alg: Algorithm, more: Value) -> Self {
        let key = PrivateKey::generate(alg).unwrap();
        let mut metadata = json!({
            "token_endpoint_auth_method": "private_key_jwt",
            "jwks": {"keys": [key.public()]},
            "grant_types": ["client_credentials"],
            "response_types": [],
        });
        metadata.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        app.add_client(id, metadata).await;
        Self { app: app.clone(), id: id.to_owned(), key }
    }

    async fn new(app: &TestApp, id: &str, alg: Algorithm) -> Self {
        Self::with(app, id, alg, json!({})).await
    }

    fn claims(&self) -> Value {
        claims(&self.app, &self.id)
    }

    fn sign(&self, claims: &Value) -> String {
        Signer::new(&self.key.public().kid, &self.key).unwrap().sign("JWT", claims).unwrap()
    }

    async fn present(&self, claims: &Value) -> Seen {
        present(&self.app, &self.sign(claims)).await
    }
}

/// What an honest client says, with a `jti` of its own.
fn claims(app: &TestApp, id: &str) -> Value {
    let jti = gatehouse::random::Random::System.id();
    json!({"iss": id, "sub": id, "aud": app.issuer(), "iat": app.now(), "exp": app.now() + 60, "jti": jti})
}

async fn present(app: &TestApp, assertion: &str) -> Seen {
    let fields =
        [("grant_type", "client_credentials"), ("client_assertion_type", TYPE), ("client_assertion", assertion)];
    app.send("/token", &fields, &[]).await
}

/// Refused, and a little later, so that the limit on failures stays out of the way.
fn assert_is_refused(app: &TestApp, seen: &Seen, what: &str) {
    assert_eq!(seen.refusal(), (401, "invalid_client".to_owned()), "{what}: {seen:?}");
    assert!(!seen.header("www-authenticate").is_empty() && seen.header("cache-control") == "no-store", "{what}");
    app.advance(Duration::from_secs(2));
}

/// A JWS made by hand: no library would make most of them.
fn compact(header: &Value, claims: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let input = format!("{}.{}", base64url(header.to_string().as_bytes()), base64url(claims.to_string().as_bytes()));
    let signature = base64url(&sign(input.as_bytes()));
    format!("{input}.{signature}")
}

fn mac(secret: &[u8], input: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), input).as_ref().to_vec()
}

fn hs256(secret: &[u8], claims: &Value) -> String {
    compact(&json!({"alg": "HS256"}), claims, |input| mac(secret, input))
}

/// A client that signs with its secret; the secret.
async fn add_sealed(app: &TestApp, id: &str) -> String {
    let metadata = json!({
        "token_endpoint_auth_method": "client_secret_jwt",
        "grant_types": ["client_credentials"],
        "response_types": [],
    });
    app.add_client(id, metadata).await;
    app.secret(id)
}

async fn every_algorithm_is_accepted(app: TestApp) {
    for alg in [Algorithm::RS256, Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA] {
        let machine = Machine::new(&app, alg.as_str(), alg).await;
        let seen = machine.present(&machine.claims()).await;
        assert_eq!(seen.status, 200, "{alg}: {seen:?}");
        // At the other endpoints as well.
        let assertion = machine.sign(&machine.claims());
        let fields = [
            ("token", seen.text("access_token")),
            ("client_assertion_type", TYPE.to_owned()),
            ("client_assertion", assertion),
            ("client_id", alg.as_str().to_owned()),
        ];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(app.send("/introspect", &fields, &[]).await.json()["active"], true, "{alg}");
    }
    let secret = add_sealed(&app, "sealed").await;
    assert_eq!(present(&app, &hs256(secret.as_bytes(), &claims(&app, "sealed"))).await.status, 200);
}

async fn the_audience_is_us(app: TestApp) {
    let machine = Machine::new(&app, "machine", Algorithm::ES256).await;
    let (issuer, endpoint) = (app.issuer(), format!("{}/token", app.issuer()));
    let with = |audience: Value| {
        let mut claims = machine.claims();
        claims["aud"] = audience;
        claims
    };
    for audience in [json!(issuer), json!(endpoint), json!([issuer]), json!(["https://x.example", endpoint])] {
        assert_eq!(machine.present(&with(audience.clone())).await.status, 200, "{audience}");
    }
    for audience in [
        json!("https://x.example"),
        json!(format!("{issuer}/")),
        json!(format!("{issuer}/realms/other")),
        json!(format!("{issuer}/realms/other/token")),
        json!([]),
        json!(null),
        json!({"aud": issuer}),
        json!([[issuer]]),
        json!(7),
    ] {
        assert_is_refused(&app, &machine.present(&with(audience.clone())).await, &audience.to_string());
    }
}

async fn the_claims_must_be_right(app: TestApp) {
    let machine = Machine::new(&app, "machine", Algorithm::ES256).await;
    Machine::new(&app, "other", Algorithm::ES256).await;
    for (claim, value) in [
        ("iss", json!("other")),
        ("iss", json!(null)),
        ("iss", json!(app.issuer())),
        ("sub", json!("other")),
        ("sub", json!("nobody")),
        ("sub", json!(["machine"])),
        ("exp", json!(null)),
        ("exp", json!("tomorrow")),
        ("exp", json!(app.now() - 60)),
        ("exp", json!(app.now() + 100_000)),
        ("exp", json!(1e300)),
        ("nbf", json!(app.now() + 600)),
        ("iat", json!(app.now() + 600)),
        ("jti", json!(null)),
        ("jti", json!("")),
        ("jti", json!(7)),
        ("jti", json!("x".repeat(257))),
    ] {
        let mut claims = machine.claims();
        claims[claim] = value.clone();
        assert_is_refused(&app, &machine.present(&claims).await, &format!("{claim}: {value}"));
    }
    let assertion = machine.sign(&machine.claims());
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", TYPE),
        ("client_assertion", assertion.as_str()),
        ("client_id", "other"),
    ];
    assert_is_refused(&app, &app.send("/token", &fields, &[]).await, "another client_id beside it");
    assert_eq!(present(&app, &assertion).await.status, 200, "a failure does not use up the jti");
}

async fn clocks_may_differ_a_little(app: TestApp) {
    let machine = Machine::new(&app, "machine", Algorithm::ES256).await;
    for (claim, offset, accepted) in [
        ("exp", -10, true),
        ("exp", -60, false),
        ("nbf", 10, true),
        ("nbf", 60, false),
        ("iat", 10, true),
        ("iat", 60, false),
    ] {
        let mut claims = machine.claims();
        claims[claim] = json!(app.now() + offset);
        let seen = machine.present(&claims).await;
        assert_eq!(seen.status == 200, accepted, "{claim} {offset}: {seen:?}");
    }
}

async fn an_assertion_counts_once(app: TestApp) {
    let machine = Machine::new(&app, "machine", Algorithm::ES256).await;
    let assertion = machine.sign(&machine.claims());
    assert_eq!(present(&app, &assertion).await.status, 200);
    assert_is_refused(&app, &present(&app, &assertion).await, "again");
    let fields = [("token", "x"), ("client_assertion_type", TYPE), ("client_assertion", assertion.as_str())];
    assert_is_refused(&app, &app.send("/introspect", &fields, &[]).await, "again at another endpoint");
    // The identifier counts, not the text around it.
    let mut claims = machine.claims();
    assert_eq!(machine.present(&claims).await.status, 200);
    claims["exp"] = json!(app.now() + 90);
    assert_is_refused(&app, &machine.present(&claims).await, "the same jti, signed anew");
    // Another client may use it, for it is another's.
    let other = Machine::new(&app, "other", Algorithm::ES256).await;
    let mut theirs = other.claims();
    theirs["jti"] = claims["jti"].clone();
    assert_eq!(other.present(&theirs).await.status, 200);
    // Of many at once, one counts.
    let assertion = machine.sign(&machine.claims());
    let all = futures_util::future::join_all((0..8).map(|_| present(&app, &assertion))).await;
    assert_eq!(all.iter().filter(|seen| seen.status == 200).count(), 1, "{all:?}");
}

async fn a_key_serves_its_own_algorithm(app: TestApp) {
    let machine = Machine::new(&app, "machine", Algorithm::RS256).await;
    let public = serde_json::to_string(machine.key.public()).unwrap();
    let modulus = serde_json::to_value(machine.key.public()).unwrap()["n"].as_str().unwrap().to_owned();
    // What is public must not serve as a shared secret (RFC 8725 §2.1).
    for secret in [public.as_bytes(), modulus.as_bytes(), b""] {
        assert_is_refused(&app, &present(&app, &hs256(secret, &machine.claims())).await, "HS256 under the public key");
    }
    for alg in ["none", "NONE", "", "HS256", "ES256", "PS256", "RS512"] {
        let token = compact(&json!({"alg": alg}), &machine.claims(), |_| Vec::new());
        assert_is_refused(&app, &present(&app, &token).await, alg);
    }
    let stranger = PrivateKey::generate(Algorithm::RS256).unwrap();
    let forged = Signer::new(&machine.key.public().kid, &stranger).unwrap().sign("JWT", &machine.claims()).unwrap();
    assert_is_refused(&app, &present(&app, &forged).await, "a stranger's key under the right name");
    let other = Machine::new(&app, "other", Algorithm::RS256).await;
    assert_is_refused(&app, &present(&app, &other.sign(&machine.claims())).await, "another client's key");
    assert_eq!(machine.present(&machine.claims()).await.status, 200);
}

async fn a_registered_algorithm_is_the_only_one(app: TestApp) {
    let (rsa, ec) = (PrivateKey::generate(Algorithm::RS256).unwrap(), PrivateKey::generate(Algorithm::ES256).unwrap());
    let both = json!({"jwks": {"keys": [rsa.public(), ec.public()]}, "token_endpoint_auth_signing_alg": "RS256"});
    let machine = Machine::with(&app, "machine", Algorithm::ES256, both).await;
    let sign = |key: &PrivateKey| Signer::new(&key.public().kid, key).unwrap().sign("JWT", &machine.claims()).unwrap();
    assert_is_refused(&app, &present(&app, &sign(&ec)).await, "ES256 where RS256 is registered");
    assert_eq!(present(&app, &sign(&rsa)).await.status, 200);
}

async fn the_header_decides_nothing(app: TestApp) {
    let secret = add_sealed(&app, "sealed").await;
    let sign = |header: Value| compact(&header, &claims(&app, "sealed"), |input| mac(secret.as_bytes(), input));
    for header in [
        json!({"alg": "HS256", "crit": ["exp"]}),
        json!({"alg": "HS256", "crit": []}),
        json!({"alg": "HS256", "b64": false, "crit": ["b64"]}),
        json!({"alg": "HS384"}),
        json!({"alg": "RS256"}),
        json!({"alg": ["HS256"]}),
        json!({}),
    ] {
        assert_is_refused(&app, &present(&app, &sign(header.clone())).await, &header.to_string());
    }
    for header in [json!({"alg": "HS256", "kid": "whatever"}), json!({"alg": "HS256", "typ": "JWT"})] {
        assert_eq!(present(&app, &sign(header.clone())).await.status, 200, "{header}");
    }
    for text in ["", "a", "a.b", "a.b.c", "a.b.c.d", "a.b.c.d.e", "..", "e30.e30.", "\u{fc}.\u{fc}.\u{fc}"] {
        let seen = present(&app, text).await;
        assert!([400, 401].contains(&seen.status), "{text}: {seen:?}");
    }
}

async fn the_method_is_the_registered_one(app: TestApp) {
    // A secret that is sent cannot be used to sign, and one that signs cannot be sent.
    let sent = app.secret("web");
    let signed = add_sealed(&app, "sealed").await;
    assert_is_refused(&app, &present(&app, &hs256(sent.as_bytes(), &claims(&app, "web"))).await, "web signs");
    let header = basic("sealed", &signed);
    let seen = app.send("/token", &[("grant_type", "client_credentials")], &[("authorization", &header)]).await;
    assert_is_refused(&app, &seen, "sealed sends");
    let machine = Machine::new(&app, "machine", Algorithm::ES256).await;
    assert_is_refused(&app, &present(&app, &machine.sign(&claims(&app, "sealed"))).await, "sealed with a key");
    assert_is_refused(
        &app,
        &present(&app, &hs256(signed.as_bytes(), &machine.claims())).await,
        "machine with a secret",
    );
    assert_is_refused(&app, &present(&app, &hs256(signed.as_bytes(), &claims(&app, "spa"))).await, "a public client");
}
