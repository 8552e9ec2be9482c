//! The command line as scripts use it: the built binary on an installation of its own, its JSON and its exit codes
//! (OP-12).

use serde_json::Value;

use crate::support::process::Site;

mod audit;
mod clients;
mod imports;
mod invitations;
mod pictures;
mod realms;
mod resources;
mod roles;
mod users;

/// How a command ended.
struct Ended {
    code: i32,
    out: String,
    err: String,
}

impl Ended {
    /// The JSON answer of a command that did what it was asked.
    fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{}", self.err);
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("not JSON: {}", self.out))
    }

    /// The exit code and the JSON sentence of a command that did not.
    fn refusal(&self) -> (i32, String) {
        assert!(self.out.is_empty(), "{}", self.out);
        let told: Value = serde_json::from_str(&self.err).unwrap_or_else(|_| panic!("not JSON: {}", self.err));
        (self.code, told["error"].as_str().unwrap().to_owned())
    }
}

/// Runs a command with `--json`.
async fn run(site: &Site, arguments: &[&str]) -> Ended {
    let arguments: Vec<&str> = arguments.iter().copied().chain(["--json"]).collect();
    let output = site.run(&arguments).await;
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ended { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}
