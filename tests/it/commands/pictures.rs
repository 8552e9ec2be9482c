//! The command that the server starts for each picture.

use std::process::Stdio;

use image::ImageFormat;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::protocol::avatar::picture;

/// What it says to a file.
async fn said(file: &[u8], flags: &[&str]) -> Vec<u8> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatehouse"));
    command.env_clear().arg(gatehouse::imaging::COMMAND).args(flags).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(file).await.unwrap();
    let output = child.wait_with_output().await.unwrap();
    assert!(output.status.success());
    output.stdout
}

#[tokio::test]
async fn it_draws_and_says_of_what_type_or_what_is_wrong() {
    let file = picture(600, 300, ImageFormat::Png);
    let drawn = gatehouse::imaging::square(&file).unwrap();
    let expected = [drawn.content_type.as_bytes(), b"\n", &drawn.bytes].concat();
    for flags in [&[][..], &["--idle"]] {
        assert_eq!(said(&file, flags).await, expected);
        assert_eq!(said(b"<svg/>", flags).await, b"picture-not-an-image\n");
    }
}

#[tokio::test]
async fn nobody_is_told_of_it_who_asks_for_help() {
    let output = Command::new(env!("CARGO_BIN_EXE_gatehouse")).arg("--help").output().await.unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    assert!(help.contains("healthcheck") && !help.contains(gatehouse::imaging::COMMAND), "{help}");
}
