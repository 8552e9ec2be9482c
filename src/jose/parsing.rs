//! One thread at a time parses keys with OpenSSL.
//!
//! OpenSSL 3.0 sets up its decoders at their first use, and not safely: of eight threads that parse an RSA-PSS key as
//! the first thing they do, seven are told that it is malformed. A client would look as if it had no keys.

use std::sync::{Mutex, PoisonError};

/// State of the foreign library, not ours.
static PARSING: Mutex<()> = Mutex::new(());

/// Runs `parse` while no other thread parses. Signing and verifying with what was parsed needs no such care.
pub(super) fn one_at_a_time<T>(parse: impl FnOnce() -> T) -> T {
    let _parsing = PARSING.lock().unwrap_or_else(PoisonError::into_inner);
    parse()
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::super::jwk::Material;
    use super::super::{Algorithm, PrivateKey, Verifier, vectors};

    /// Without the lock it fails in some of the runs in which it uses OpenSSL first: `cargo test --lib jose::parsing`.
    #[test]
    fn threads_that_start_together_can_use_every_kind_of_key() {
        const KEYS: [(Algorithm, &str); 4] = [
            (Algorithm::PS256, vectors::RSA_PRIVATE),
            (Algorithm::RS256, vectors::RSA_PRIVATE),
            (Algorithm::ES256, vectors::RFC7515_A3_KEY),
            (Algorithm::EdDSA, vectors::RFC8037_PRIVATE),
        ];
        let start = Barrier::new(8);
        let material = Material::from_members(&serde_json::from_str(vectors::RSA_PRIVATE).unwrap()).unwrap();
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let (start, material) = (&start, &material);
                scope.spawn(move || {
                    start.wait();
                    Verifier::from_material(Algorithm::PS256, material).unwrap();
                    for (alg, json) in KEYS.into_iter().cycle().skip(thread / 4).take(KEYS.len()) {
                        PrivateKey::from_jwk_json(alg, json).unwrap().check_pair().unwrap();
                    }
                });
            }
        });
    }
}
