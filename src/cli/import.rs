//! `gatehouse user import`: a file is read twice, once to find every fault before anything is changed, once to import.

use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::context::{ACTOR, Context};
use super::{Answer, Failure};
use crate::admin::{self, BATCH, ImportFault, NewUser};

/// Bytes of a line at most.
const LINE_MAX: u64 = 64 * 1024;
/// Lines between two words of progress.
const STRIDE: usize = 10_000;
/// Faults that are told at most; how many there are in all is always told.
const TOLD: usize = 1000;

/// What an import came to.
#[derive(Default)]
struct Tally {
    users: usize,
    faults: Vec<ImportFault>,
    fault_count: usize,
}

impl Tally {
    fn fault(&mut self, fault: ImportFault) {
        self.fault_count += 1;
        if self.faults.len() < TOLD {
            self.faults.push(fault);
        }
    }
}

/// Imports `path`. With `is_trial` nothing is changed. Faults that a look at the file finds stop everything before it begins;
/// names that are taken are told at the end, and everybody else is imported.
pub(super) async fn run(context: &Context, path: &Path, is_trial: bool) -> Result<Answer, Failure> {
    let mut found = Tally::default();
    for line in Lines::open(path)? {
        match line?.1 {
            Ok(_) => found.users += 1,
            Err(fault) => found.fault(fault),
        }
        tell(found.users + found.fault_count, "checked");
    }
    if found.fault_count > 0 {
        return Err(refusal("nothing was imported", &found));
    }
    if is_trial {
        let text = format!("{} users can be imported", found.users);
        return Ok(Answer::new(text, json!({ "users": found.users, "imported": 0 })));
    }
    let imported = import(context, path).await?;
    if imported.fault_count > 0 {
        let done = format!("{} of {} were imported", imported.users, imported.users + imported.fault_count);
        return Err(refusal(&done, &imported));
    }
    let text = format!("{} users were imported", imported.users);
    Ok(Answer::new(text, json!({ "users": found.users, "imported": imported.users })))
}

async fn import(context: &Context, path: &Path) -> Result<Tally, Failure> {
    let (database, mut done) = (&context.parts.shared.database, Tally::default());
    let mut lines = Lines::open(path)?;
    loop {
        let mut batch: Vec<(usize, NewUser)> = Vec::with_capacity(BATCH);
        for line in lines.by_ref().take(BATCH) {
            match line? {
                (number, Ok(user)) => batch.push((number, user)),
                (_, Err(fault)) => done.fault(fault),
            }
        }
        if batch.is_empty() {
            return Ok(done);
        }
        let tried = batch.len();
        let faults = admin::import_users(database, &context.origin, ACTOR, batch).await?;
        done.users += tried - faults.len();
        for fault in faults {
            done.fault(fault);
        }
        tell(done.users + done.fault_count, "imported");
    }
}

/// The users of a file, with the number of each line. Empty lines are none.
struct Lines {
    reader: BufReader<File>,
    number: usize,
}

type ReadLine = (usize, Result<NewUser, ImportFault>);

impl Lines {
    fn open(path: &Path) -> Result<Self, Failure> {
        let file = File::open(path).map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?;
        Ok(Self { reader: BufReader::new(file), number: 0 })
    }

    fn read(&mut self) -> std::io::Result<Option<ReadLine>> {
        loop {
            let mut bytes = Vec::new();
            if Read::by_ref(&mut self.reader).take(LINE_MAX).read_until(b'\n', &mut bytes)? == 0 {
                return Ok(None);
            }
            self.number += 1;
            let line = self.number;
            if !bytes.ends_with(b"\n") && u64::try_from(bytes.len()).unwrap_or(u64::MAX) == LINE_MAX {
                self.reader.skip_until(b'\n')?;
                let reason = format!("the line has more than {LINE_MAX} bytes");
                return Ok(Some((line, Err(ImportFault { line, reason }))));
            }
            let Ok(text) = std::str::from_utf8(&bytes) else {
                return Ok(Some((line, Err(ImportFault { line, reason: "the line is not UTF-8".to_owned() }))));
            };
            if text.trim().is_empty() {
                continue;
            }
            let user = admin::read_user(text.trim()).map_err(|error| ImportFault { line, reason: error.to_string() });
            return Ok(Some((line, user)));
        }
    }
}

impl Iterator for Lines {
    type Item = Result<ReadLine, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().map_err(|error| Failure::Other(error.to_string())).transpose()
    }
}

fn refusal(done: &str, tally: &Tally) -> Failure {
    let mut lines = vec![format!("{done}; {} lines are not right", tally.fault_count)];
    lines.extend(tally.faults.iter().map(|fault| format!("line {}: {}", fault.line, fault.reason)));
    let faults: Vec<Value> =
        tally.faults.iter().map(|fault| json!({ "line": fault.line, "reason": fault.reason })).collect();
    let json = json!({ "imported": tally.users, "fault_count": tally.fault_count, "faults": faults });
    Failure::Detailed(lines.join("\n"), json)
}

/// A word of progress for whoever watches.
fn tell(lines: usize, what: &str) {
    let mut error = std::io::stderr();
    if lines > 0 && lines.is_multiple_of(STRIDE) && error.is_terminal() {
        // Nobody is there to read it: no fault.
        let _ = writeln!(error, "{lines} {what}");
    }
}
