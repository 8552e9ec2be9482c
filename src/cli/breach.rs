//! `gatehouse breach …`: the file against which passwords are checked. Nothing here asks the network for anything.

use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::json;

use super::{Answer, Common, Failure, settings};
use crate::hashing::breach::{BreachFile, Builder};

/// Looks after the file of breached passwords.
#[derive(Debug, Subcommand)]
pub(super) enum Breach {
    /// Makes the file from lists, and puts it in the place of the old one. Running servers use it within a minute.
    Update {
        /// Lists: one password a line, or its SHA-1 in hexadecimal with or without `:count`, as haveibeenpwned.com publishes
        /// them; `-` for standard input.
        #[arg(required = true)]
        lists: Vec<PathBuf>,
        /// The file to make; that of password.breach_file where it is absent.
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        /// Leaves out what was seen less often, where a list has counts.
        #[arg(long, default_value_t = 1)]
        min_count: u64,
    },
    /// Reads the whole file and says what it is.
    Show {
        /// The file; that of password.breach_file where it is absent.
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Says whether a password, read from standard input, is in the file.
    Check {
        /// The file; that of password.breach_file where it is absent.
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
    },
}

pub(super) fn run(command: &Breach, common: &Common) -> Result<Answer, Failure> {
    match command {
        Breach::Update { lists, file, min_count } => {
            let target = target(file.as_deref(), common)?;
            update(lists, &target, *min_count, common)
        }
        Breach::Show { file } => {
            let target = target(file.as_deref(), common)?;
            let found = open(&target)?;
            let is_intact = found.is_intact().map_err(|error| Failure::Other(error.to_string()))?;
            if !is_intact {
                return Err(Failure::Refused(format!("{}: its checksum does not fit", target.display())));
            }
            let (count, made) = (found.count(), found.created_at().to_rfc3339());
            let json = json!({ "file": target, "passwords": count, "created_at": made });
            Ok(Answer::new(format!("{count} passwords, made {made}"), json))
        }
        Breach::Check { file } => {
            let found = open(&target(file.as_deref(), common)?)?;
            let mut typed = String::new();
            std::io::stdin().read_to_string(&mut typed).map_err(|error| Failure::Usage(error.to_string()))?;
            let password = crate::authn::Password::parse(typed.trim_end_matches(['\n', '\r']))
                .map_err(|error| Failure::Refused(format!("the password is not usable: {error}")))?;
            let known = found.contains(password.expose()).map_err(|error| Failure::Other(error.to_string()))?;
            let text = if known { "it is known from a breach" } else { "it is not in the file" };
            Ok(Answer::new(text.to_owned(), json!({ "breached": known })))
        }
    }
}

fn target(file: Option<&Path>, common: &Common) -> Result<PathBuf, Failure> {
    if let Some(file) = file {
        return Ok(file.to_owned());
    }
    let configured = settings::load(common, &[])?.settings.password.breach_file;
    configured
        .ok_or_else(|| Failure::Usage("name the file by --file, or by the setting password.breach_file".to_owned()))
}

fn open(path: &Path) -> Result<BreachFile, Failure> {
    BreachFile::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Failure::NotFound(format!("{}: {error}", path.display())),
        _ => Failure::Refused(format!("{}: {error}", path.display())),
    })
}

fn update(lists: &[PathBuf], target: &Path, min_count: u64, common: &Common) -> Result<Answer, Failure> {
    let told = |path: &Path, error: &dyn std::fmt::Display| Failure::Other(format!("{}: {error}", path.display()));
    let now = settings::surroundings(common).clock.now();
    let mut builder = Builder::begin(target, min_count).map_err(|error| told(target, &error))?;
    for list in lists {
        let tell = |lines: u64| {
            // Nobody is there to read it: no fault.
            let _ = writeln!(std::io::stderr(), "{lines} lines read");
        };
        let added = if list.as_os_str() == "-" {
            builder.add(std::io::stdin().lock(), tell)
        } else {
            let file = File::open(list).map_err(|error| Failure::Usage(format!("{}: {error}", list.display())))?;
            builder.add(BufReader::with_capacity(1024 * 1024, file), tell)
        };
        added.map_err(|error| told(list, &error))?;
    }
    let report = builder.finish(now).map_err(|error| Failure::Refused(error.to_string()))?;
    let text = format!("{} passwords are in {}", report.passwords, target.display());
    let json = json!({
        "file": target,
        "lines": report.lines,
        "skipped": report.skipped,
        "passwords": report.passwords,
    });
    Ok(Answer::new(text, json))
}
