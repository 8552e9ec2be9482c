use std::time::Duration;

use super::super::import::ImportedHash;
use super::super::{HashOptions, Hasher, Verification};
use super::*;
use crate::background::Cores;
use crate::random::Random;
use crate::secret::Secret;

/// Some vectors cost as much as their makers wanted, on a machine that is busy with other tests.
const PATIENT: Duration = Duration::from_mins(2);

fn hasher() -> Hasher {
    let quick = HashOptions { memory_kib: 64, passes: 1, threads: 1, wait: PATIENT, ..HashOptions::default() };
    Hasher::start(&quick, Random::seeded(1), &Cores::default()).unwrap()
}

/// Each verifies its password alone, and is to be replaced.
async fn verify_all(vectors: &[(&str, &str)]) {
    let hasher = hasher();
    for (text, password) in vectors {
        let hash = ImportedHash::parse(text).unwrap_or_else(|refusal| panic!("{text}: {refusal}"));
        let typed = Secret::new((*password).to_owned());
        let found = hasher.verify(&typed, Some(hash.as_str())).await;
        assert_eq!(found, Ok(Verification::Correct { is_outdated: true }), "{text}");
        for wrong in [format!("{password}z"), password[1..].to_owned(), String::new()] {
            let found = hasher.verify(Secret::new(wrong.clone()), Some(hash.as_str())).await;
            assert_eq!(found, Ok(Verification::Wrong), "{text} with {wrong:?}");
        }
    }
}

#[tokio::test]
async fn bcrypt_of_crypt_blowfish_and_libxcrypt() {
    verify_all(&[
        // crypt_blowfish 1.3, wrapper.c
        ("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"),
        // crypt(3) of libxcrypt 4.4
        ("$2b$05$abcdefghijklmnopqrstuu2c1e4vZoCxDVRU9N6VCSSmNg4cQa1Ve", "lètmein"),
        ("{CRYPT}$2b$05$abcdefghijklmnopqrstuu2c1e4vZoCxDVRU9N6VCSSmNg4cQa1Ve", "lètmein"),
        // Django's two: the same string, and crypt(3) of SHA-256 in hexadecimal
        ("bcrypt$$2b$05$abcdefghijklmnopqrstuu2c1e4vZoCxDVRU9N6VCSSmNg4cQa1Ve", "lètmein"),
        ("bcrypt_sha256$$2b$05$abcdefghijklmnopqrstuuaQz6CVhbgRiZmnmiNLc9bv5cauhFkti", "lètmein"),
    ])
    .await;
}

/// bcrypt sees 72 bytes: what stands behind them was never proved, and so is not made the password.
#[tokio::test]
async fn bcrypt_never_makes_an_unproved_rest_the_password() {
    let hasher = hasher();
    // crypt(3) of libxcrypt 4.4 for eighty times "a"
    let stored = "$2y$05$abcdefghijklmnopqrstuuGUnCqbfgs3htOkLrFduUjAyLBw1Rq/u";
    for (password, expected) in [
        ("a".repeat(72), Verification::Correct { is_outdated: true }),
        ("a".repeat(80), Verification::Correct { is_outdated: false }),
        ("a".repeat(72) + "b", Verification::Correct { is_outdated: false }),
        ("a".repeat(71), Verification::Wrong),
    ] {
        let found = hasher.verify(Secret::new(password.clone()), Some(stored)).await;
        assert_eq!(found, Ok(expected), "{password}");
    }
    // The key goes round with its NUL: without a rule of ours these would fit as well.
    let stored = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
    for password in ["U*U\0U*U", "U*U\0"] {
        let found = hasher.verify(Secret::new(password.to_owned()), Some(stored)).await;
        assert_eq!(found, Ok(Verification::Wrong), "{password:?}");
    }
}

#[tokio::test]
async fn pbkdf2_of_passlib_django_openldap_and_keycloak() {
    verify_all(&[
        // passlib 1.7, documentation of pbkdf2_digest
        ("$pbkdf2-sha256$6400$0ZrzXitFSGltTQnBWOsdAw$Y11AchqV4b0sUisdZd0Xr97KWoymNE0LNNrnEgY4H9M", "password"),
        ("$pbkdf2-sha256$8000$XAuBMIYQQogxRg$tRRlz8hYn63B9LYiCd6PRo6FMiunY9ozmMMI3srxeRE", "password"),
        ("{PBKDF2-SHA256}6400$0ZrzXitFSGltTQnBWOsdAw$Y11AchqV4b0sUisdZd0Xr97KWoymNE0LNNrnEgY4H9M", "password"),
        (
            "$pbkdf2-sha256$i=6400,l=32$0ZrzXitFSGltTQnBWOsdAw$Y11AchqV4b0sUisdZd0Xr97KWoymNE0LNNrnEgY4H9M",
            "password",
        ),
        // RFC 6070 §2, second vector
        ("$pbkdf2$2$c2FsdA$6mwBTcctb4zNHtkqzh1B8NjeiVc", "password"),
        ("{PBKDF2}2$c2FsdA$6mwBTcctb4zNHtkqzh1B8NjeiVc", "password"),
        // Django 4.1, tests/auth_tests/test_hashers.py
        ("pbkdf2_sha256$390000$seasalt$8xBlGd3jVgvJ+92hWPxi5ww0uuAuAnKgC45eudxro7c=", "lètmein"),
        // A credential as Keycloak exports it: texts in texts. The values are of Python's hashlib.
        (
            r#"{"secretData":"{\"value\":\"bP7yRaz676fnrY7M9kJfThEsvOHfNzBziLG1IkHSb5F37+hhEu9IAufWbZ2Nftd8kPbTw3U4zlNj4XGSM6MJkg==\",\"salt\":\"MDEyMzQ1Njc4OWFiY2RlZg==\"}","credentialData":"{\"hashIterations\":27500,\"algorithm\":\"pbkdf2-sha256\"}"}"#,
            "password",
        ),
        (
            r#"{"secretData":{"value":"hUR+9A0/JK2jlG+djFog71qram8GTNEzDyflkvRx4gx8Egs5bwnV/q/eFLql3DP42PbwTpNhW4AlFH6bMrTEsw==","salt":"MDEyMzQ1Njc4OWFiY2RlZg=="},"credentialData":{"hashIterations":210000,"algorithm":"pbkdf2-sha512"}}"#,
            "password",
        ),
    ])
    .await;
}

#[tokio::test]
async fn scrypt_of_the_rfc_of_django_and_of_firebase() {
    verify_all(&[
        // RFC 7914 §12, second vector
        (
            "$scrypt$ln=10,r=8,p=16$TmFDbA$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA",
            "password",
        ),
        // Django 4.1, tests/auth_tests/test_hashers.py
        (
            "scrypt$16384$seasalt$8$1$Qj3+9PPyRjSJIebHnG81TMjsqtaIGxNQG/aEB/NYafTJ7tibgfYz71m0ldQESkXFRkdVCBhhY8mx7rQwite/Pw==",
            "lètmein",
        ),
        // README of github.com/firebase/scrypt
        (
            r#"{"signerKey":"jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==","saltSeparator":"Bw==","rounds":8,"memCost":14,"salt":"42xEC+ixf3L2lw==","passwordHash":"lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ=="}"#,
            "user1password",
        ),
    ])
    .await;
}

#[tokio::test]
async fn sha_crypt_of_its_specification() {
    verify_all(&[
        // U. Drepper, SHA-crypt.txt; the last of crypt(3) of libxcrypt 4.4
        ("$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5", "Hello world!"),
        (
            "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
            "Hello world!",
        ),
        (
            "{crypt}$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.",
            "Hello world!",
        ),
    ])
    .await;
}

#[tokio::test]
async fn salted_digests_of_directories() {
    verify_all(&[
        // OpenLDAP Administrator's Guide §14.4
        ("{SSHA}DkMTwBl+a/3DQTxCYEApdUtNXGgdUac3", "secret"),
        ("{ssha}d0Q0626PSH9VUld7yWpR0k6BlpQmtczb", "secret"),
        // Python's hashlib, the digest before the salt as slappasswd has it
        ("{SSHA256}oBmrdHcA6OZEkkCLeXh71YAerbvhXz1qqwjrPsXmEtNzYWx0c2FsdA==", "secret"),
        (
            "{SSHA512}aCu7JRc+kLsuEmFs1zTY+AiP7DSGnjjG+dH28Dp+E5usqoAixeTPihKqZmkWal4mUfp63tqvCAkFV1LKTDFH6XNhbHRzYWx0",
            "secret",
        ),
    ])
    .await;
}

#[tokio::test]
async fn argon2_of_other_kinds_and_parameters() {
    verify_all(&[
        // Django 4.1, tests/auth_tests/test_hashers.py; the first is of version 16, which its string does not say
        (
            "argon2$argon2i$m=8,t=1,p=1$c29tZXNhbHQ$gwQOXSNhxiOxPOA0+PY10P9QFO4NAYysnqRt1GSQLE55m+2GYDt9FEjPMHhP2Cuf0nOEXXMocVrsJAtNSsKyfg",
            "secret",
        ),
        ("argon2$argon2i$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$YC9+jJCrQhs5R6db7LlN8Q", "secret"),
        ("argon2$argon2id$v=19$m=102400,t=2,p=8$Y041dExhNkljRUUy$TMa6A8fPJhCAUXRhJXCXdw", "secret"),
        // The reference implementation, src/test.c
        ("$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8", "password"),
        ("{ARGON2}$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "password"),
    ])
    .await;
}

#[test]
fn what_is_not_taken_is_named() {
    let scrypt = |cost: &str| format!("$scrypt${cost}$TmFDbA$c29tZXNhbHRzb21lc2FsdA");
    let pbkdf2 = |cost: &str| format!("$pbkdf2-sha512${cost}$TmFDbA$c29tZXNhbHRzb21lc2FsdA");
    let bcrypt = |start: &str| format!("{start}$abcdefghijklmnopqrstuu2c1e4vZoCxDVRU9N6VCSSmNg4cQa1Ve");
    let sha = |rounds: &str| format!("$5$rounds={rounds}$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc8");
    let argon2 = |cost: &str| format!("$argon2id$v=19${cost}$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4");
    #[rustfmt::skip]
    let table = [
        ("correct horse".to_owned(),            "the form of the password hash is not known"),
        (String::new(),                         "the form of the password hash is not known"),
        ("$".repeat(3000),                      "the form of the password hash is not known"),
        ("{\"a\":1}".to_owned(),                "the Keycloak hash is malformed"),
        ("$1$abc$def".to_owned(),               "MD5-crypt hashes are not accepted"),
        ("$y$j9T$abc$def".to_owned(),           "yescrypt hashes are not accepted"),
        (bcrypt("$2x$05"),                      "faulty bcrypt ($2x$) hashes are not accepted"),
        ("{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=".to_owned(), "unsalted SHA-1 hashes are not accepted"),
        ("{CRYPT}ab1Hv2Lg7ltQo".to_owned(),     "DES-crypt hashes are not accepted"),
        ("md5$seasalt$3f86d0d3d465b7b4".to_owned(), "MD5 hashes are not accepted"),
        ("sha1$seasalt$cff36ea83f5706ce".to_owned(), "single SHA-1 hashes are not accepted"),
        (bcrypt("$2b$15"),                      "the bcrypt hash demands more work than is done here: at most cost 14"),
        (bcrypt("$2b$03"),                      "the bcrypt hash is malformed"),
        ("$2b$05$short".to_owned(),             "the bcrypt hash is malformed"),
        (pbkdf2("2000001"),                     "the PBKDF2 hash demands more work than is done here: at most 2,000,000 iterations over all blocks"),
        (pbkdf2("i=4294967295"),                "the PBKDF2 hash demands more work than is done here: at most 2,000,000 iterations over all blocks"),
        (pbkdf2("0"),                           "the PBKDF2 hash is malformed"),
        ("$pbkdf2-sha256$1$TmFDbA$AAAA".to_owned(), "the PBKDF2 hash is malformed"),
        (scrypt("ln=18,r=8,p=1"),               "the scrypt hash demands more work than is done here: at most 128 MiB, twice"),
        (scrypt("ln=17,r=8,p=3"),               "the scrypt hash demands more work than is done here: at most 128 MiB, twice"),
        (scrypt("ln=64,r=8,p=1"),               "the scrypt hash is malformed"),
        (scrypt("ln=14,r=0,p=1"),               "the scrypt hash is malformed"),
        (scrypt("ln=1,r=1,p=4294967295"),       "the scrypt hash demands more work than is done here: at most 128 MiB, twice"),
        (sha("1000001"),                        "the SHA-crypt hash demands more work than is done here: at most 1,000,000 rounds"),
        (sha("999"),                            "the SHA-crypt hash is malformed"),
        ("{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=".to_owned(), "the SSHA hash is malformed"),
        (argon2("m=524288,t=1,p=1"),            "the Argon2 hash demands more work than is done here: at most 256 MiB, and 1 GiB over all passes"),
        (argon2("m=262144,t=5,p=1"),            "the Argon2 hash demands more work than is done here: at most 256 MiB, and 1 GiB over all passes"),
        (argon2("m=1,t=5,p=1"),                 "the Argon2 hash is malformed"),
    ];
    for (text, expected) in table {
        assert_eq!(ImportedHash::parse(&text).unwrap_err().to_string(), expected, "{text}");
    }
}

/// The costliest of each that is taken in is done within the time that a caller waits.
#[tokio::test]
async fn nothing_that_is_taken_holds_a_thread_for_long() {
    let began = std::time::Instant::now();
    for text in [
        "$pbkdf2-sha1$2000000$TmFDbA$c29tZXNhbHRzb21lc2FsdA",
        "$scrypt$ln=17,r=8,p=2$TmFDbA$c29tZXNhbHRzb21lc2FsdA",
        "$2b$14$abcdefghijklmnopqrstuu2c1e4vZoCxDVRU9N6VCSSmNg4cQa1Ve",
    ] {
        let Ok(hash) = Foreign::parse(text) else { panic!("{text}") };
        assert_eq!(hash.verify("correct horse"), Ok(false));
    }
    // Each takes about a second; a bound forgotten would take minutes.
    assert!(began.elapsed().as_secs() < 30);
}
