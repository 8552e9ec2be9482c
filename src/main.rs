//! The `gatehouse` binary: hands over to the command line.

use std::process::ExitCode;

/// Argon2 allocates and frees 19 MiB a login; glibc would not reuse them (glibc bug 14581).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    gatehouse::cli::run(std::env::args_os())
}
