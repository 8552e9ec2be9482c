//! A process for each picture: a decoder that is led astray by a file has no keys, no database and no open connection there, and
//! the memory it took ends with it. It works in the idle class as long as that is given any time (decision 038).

use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};

use super::square::{FILE_MAX, Picture, Refusal, square};
use crate::background::{Cores, step_aside};

/// The command that draws, and its flag for the idle class.
pub const COMMAND: &str = "draw-picture";
const IDLE: &str = "--idle";
/// Bytes of an answer at most: 256 × 256 pixels of 4 bytes as PNG are smaller even if nothing can be packed.
const ANSWER_MAX: u64 = 512 * 1024;
/// For how long the idle class is not asked again after it was given no time.
const BUSY: Duration = Duration::from_secs(10);
/// The types of what is drawn.
const TYPES: [&str; 2] = ["image/jpeg", "image/png"];

/// Draws pictures in processes of their own.
#[derive(Debug)]
pub(super) struct Drawer {
    /// This program.
    program: PathBuf,
    /// How long a picture may take in the idle class.
    patience: Duration,
    cores: Cores,
    /// Since when that is given no time.
    starved: Option<Instant>,
}

impl Drawer {
    /// With this program, and so much patience for the idle class.
    pub const fn new(program: PathBuf, patience: Duration, cores: Cores) -> Self {
        Self { program, patience, cores, starved: None }
    }

    /// The picture in `file`. The process ends with the future.
    pub async fn draw(&mut self, file: &[u8]) -> Result<Picture, Refusal> {
        if self.starved.is_none_or(|since| since.elapsed() >= BUSY) {
            self.cores.lend(self.patience);
            match tokio::time::timeout(self.patience, self.elsewhere(file, true)).await {
                Ok(drawn) => return drawn,
                Err(_) => self.starved = Some(Instant::now()),
            }
        }
        // Nobody else works on the thread that has pictures drawn.
        let _core = self.cores.occupy();
        self.elsewhere(file, false).await
    }

    async fn elsewhere(&self, file: &[u8], is_idle: bool) -> Result<Picture, Refusal> {
        match self.spawn(is_idle) {
            Ok(child) => converse(child, file).await,
            Err(error) => {
                // A system that lets no process be started is no reason to refuse pictures.
                tracing::warn!(%error, "no process can be started to draw a picture: it is drawn in the server");
                std::panic::catch_unwind(|| square(file)).unwrap_or(Err(Refusal::Broken))
            }
        }
    }

    fn spawn(&self, is_idle: bool) -> io::Result<Child> {
        let mut command = Command::new(&self.program);
        command.arg(COMMAND).args(is_idle.then_some(IDLE));
        // Nothing of what the server was told, passwords of databases for one, is any business of a decoder.
        command.env_clear().current_dir("/");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        command.kill_on_drop(true).spawn()
    }
}

/// Hands the file over and takes the answer.
async fn converse(mut child: Child, file: &[u8]) -> Result<Picture, Refusal> {
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(Refusal::Broken);
    };
    let mut answer = Vec::new();
    let mut bounded = output.take(ANSWER_MAX);
    let give = async move { input.write_all(file).await };
    let (given, taken) = tokio::join!(give, bounded.read_to_end(&mut answer));
    // An answer counts only with an end to it, from a process that has ended well.
    drop(bounded);
    let has_ended = child.wait().await.is_ok_and(|status| status.success());
    if given.is_err() || taken.is_err() || !has_ended {
        return Err(Refusal::Broken);
    }
    parse(&answer)
}

/// What a process said: a line with the type of the picture, and the picture; or a line with what is wrong.
fn parse(answer: &[u8]) -> Result<Picture, Refusal> {
    let mut parts = answer.splitn(2, |byte| *byte == b'\n');
    let (Some(word), Some(rest)) = (parts.next(), parts.next()) else { return Err(Refusal::Broken) };
    if let Some(content_type) = TYPES.into_iter().find(|known| known.as_bytes() == word) {
        return Ok(Picture { content_type, bytes: rest.to_vec() });
    }
    Err(Refusal::ALL.into_iter().find(|refusal| refusal.as_str().as_bytes() == word).unwrap_or(Refusal::Broken))
}

/// What such a process does: reads a file, draws it, answers.
///
/// # Errors
/// When `input` cannot be read, or `output` not be written.
pub fn draw(is_idle: bool, input: impl Read, mut output: impl Write) -> io::Result<()> {
    // Where there is no such class, the niceness that it was started with remains.
    let _ = is_idle && step_aside();
    let mut file = Vec::new();
    input.take(FILE_MAX as u64 + 1).read_to_end(&mut file)?;
    match square(&file) {
        Ok(picture) => {
            writeln!(output, "{}", picture.content_type)?;
            output.write_all(&picture.bytes)?;
        }
        Err(refusal) => writeln!(output, "{}", refusal.as_str())?,
    }
    output.flush()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const LONG: Duration = Duration::from_mins(1);

    /// A program of the shell.
    fn program(script: &str) -> (tempfile::TempDir, PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("program");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        (directory, path)
    }

    async fn drawn(script: &str, patience: Duration) -> Result<Picture, Refusal> {
        let (_directory, path) = program(script);
        Drawer::new(path, patience, Cores::default()).draw(b"a file").await
    }

    fn small() -> Vec<u8> {
        let mut file = io::Cursor::new(Vec::new());
        image::RgbImage::new(8, 8).write_to(&mut file, image::ImageFormat::Png).unwrap();
        file.into_inner()
    }

    #[test]
    fn what_the_process_says_is_what_the_server_reads() {
        let said = |file: &[u8]| {
            let mut answer = Vec::new();
            draw(false, file, &mut answer).unwrap();
            parse(&answer)
        };
        assert_eq!(said(&small()), square(&small()));
        assert_eq!(said(b""), Err(Refusal::Missing));
        assert_eq!(said(b"text"), Err(Refusal::NotAnImage));
        assert_eq!(said(&vec![0; FILE_MAX + 1]), Err(Refusal::TooLarge));
        assert_eq!(said(&small()[..60]), Err(Refusal::Broken));
    }

    #[tokio::test]
    async fn an_answer_is_taken_as_it_is() {
        let picture = Picture { content_type: "image/png", bytes: b"pixels".to_vec() };
        assert_eq!(drawn("cat > /dev/null; printf 'image/png\\npixels'", LONG).await, Ok(picture));
        assert_eq!(drawn("cat > /dev/null; echo picture-too-many-pixels", LONG).await, Err(Refusal::TooManyPixels));
    }

    #[tokio::test]
    async fn a_process_that_fails_or_talks_nonsense_is_a_broken_picture() {
        for script in [
            "cat > /dev/null; printf 'image/png\\npixels'; exit 1",
            "cat > /dev/null; kill -9 $$",
            "cat > /dev/null; echo image/svg+xml",
            "cat > /dev/null",
            "cat > /dev/null; exec yes",
        ] {
            assert_eq!(drawn(script, LONG).await, Err(Refusal::Broken), "{script}");
        }
    }

    #[tokio::test]
    async fn without_processes_the_server_draws() {
        let mut drawer = Drawer::new(PathBuf::from("/nonexistent"), LONG, Cores::default());
        assert_eq!(drawer.draw(&small()).await, square(&small()));
    }

    #[tokio::test]
    async fn it_says_that_it_may_be_on_any_core() {
        let ((_directory, path), cores) = (program("cat > /dev/null; echo picture-broken"), Cores::default());
        assert!(Drawer::new(path, LONG, cores.clone()).draw(b"a file").await.is_err());
        assert!(cores.are_lent());
    }

    #[tokio::test]
    async fn a_process_that_is_given_no_time_is_followed_by_one_that_is() {
        let script = "cat > /dev/null; test \"$2\" && exec sleep 60; printf 'image/png\\npixels'";
        let (_directory, path) = program(script);
        let mut drawer = Drawer::new(path, Duration::from_millis(50), Cores::default());
        assert!(drawer.draw(b"a file").await.is_ok());
        // The class is not asked again at once.
        drawer.patience = LONG;
        assert!(drawer.draw(b"a file").await.is_ok());
    }

    #[tokio::test]
    async fn nothing_of_the_surroundings_is_handed_on() {
        let script = "cat > /dev/null; echo image/png; env | grep -c -v -e ^PWD= -e ^_= -e ^SHLVL=; pwd";
        let said = drawn(script, LONG).await.unwrap();
        assert_eq!(String::from_utf8(said.bytes).unwrap(), "0\n/\n");
    }
}
