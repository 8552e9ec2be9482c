use super::*;

/// Quick parameters.
fn options() -> HashOptions {
    HashOptions { memory_kib: 64, passes: 1, threads: 2, ..HashOptions::default() }
}

fn hasher() -> Hasher {
    Hasher::start(&options(), Random::seeded(1), &Cores::default()).unwrap()
}

fn password(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

#[tokio::test]
async fn hashes_verify() {
    let hasher = hasher();
    let hash = hasher.hash(&password("correct horse")).await.unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
    let correct = Verification::Correct { is_outdated: false };
    assert_eq!(hasher.verify(&password("correct horse"), Some(&hash)).await, Ok(correct));
    assert_eq!(hasher.verify(&password("correct hors"), Some(&hash)).await, Ok(Verification::Wrong));
    assert_ne!(hash, hasher.hash(&password("correct horse")).await.unwrap());
}

#[tokio::test]
async fn known_answer_of_the_reference_implementation() {
    // From the test vectors of the C reference: version 19, 64 MiB would be slow here, so the 256 KiB one.
    let stored = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    let found = hasher().verify(&password("password"), Some(stored)).await;
    assert_eq!(found, Ok(Verification::Correct { is_outdated: true }));
}

#[tokio::test]
async fn nobody_and_nonsense_fit_nothing() {
    let hasher = hasher();
    for stored in [None, Some(""), Some("plain"), Some("$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR")]
    {
        assert_eq!(hasher.verify(&password("x"), stored).await, Ok(Verification::Wrong), "{stored:?}");
    }
}

#[tokio::test]
async fn a_full_queue_refuses_and_recovers() {
    let slow = HashOptions { memory_kib: 16 * 1024, threads: 1, queue: 1, wait: Duration::from_secs(20), ..options() };
    let hasher = Hasher::start(&slow, Random::seeded(1), &Cores::default()).unwrap();
    let (typed, mut calls) = (password("x"), tokio::task::JoinSet::new());
    for _ in 0..8 {
        let (hasher, typed) = (hasher.clone(), typed.clone());
        calls.spawn(async move { hasher.hash(&typed).await });
    }
    let answers = calls.join_all().await;
    let busy = HashError::Busy { retry_after: Duration::from_secs(20) };
    assert!(answers.iter().any(Result::is_ok));
    assert!(answers.contains(&Err(busy)));
    assert!(hasher.hash(&typed).await.is_ok());
    assert_eq!(hasher.waiting(), 0);
}

#[test]
fn impossible_parameters_are_refused() {
    let none = HashOptions { memory_kib: 1, ..options() };
    assert!(matches!(Hasher::start(&none, Random::seeded(1), &Cores::default()), Err(HashError::Unusable(_))));
}
