//! Servers of a test's own, which it may stop: Redis and PostgreSQL on free ports.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::databases;
use super::process::{eventually, free_port};

/// A Redis server; `None` within while it is stopped.
pub struct Redis {
    port: u16,
    directory: TempDir,
    child: Option<Child>,
}

impl Redis {
    /// Starts one, where the environment says that there are such servers.
    pub async fn start() -> Option<Self> {
        databases::server("GATEHOUSE_TEST_REDIS")?;
        let mut redis = Self { port: free_port(), directory: tempfile::tempdir().unwrap(), child: None };
        redis.resume().await;
        Some(redis)
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Kills it.
    pub async fn stop(&mut self) {
        self.child.take().unwrap().kill().await.unwrap();
    }

    /// Starts it again, empty, on the same port.
    pub async fn resume(&mut self) {
        let port = self.port.to_string();
        let child = Command::new("redis-server")
            .args(["--port", &port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir"])
            .arg(self.directory.path())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        self.child = Some(child);
        let client = redis::Client::open(self.url()).unwrap();
        eventually("Redis did not start", async || client.get_multiplexed_async_connection().await.is_ok()).await;
    }

    /// Forgets everything.
    pub async fn flush(&self) {
        let client = redis::Client::open(self.url()).unwrap();
        let mut connection = client.get_multiplexed_async_connection().await.unwrap();
        redis::cmd("FLUSHALL").query_async::<()>(&mut connection).await.unwrap();
    }
}

/// A PostgreSQL cluster.
pub struct Postgres {
    port: u16,
    directory: TempDir,
    programs: PathBuf,
}

impl Postgres {
    /// Makes and starts one, where the environment says that there are such servers.
    pub async fn start() -> Option<Self> {
        databases::server("GATEHOUSE_TEST_POSTGRES")?;
        let postgres = Self { port: free_port(), directory: tempfile::tempdir().unwrap(), programs: programs() };
        std::fs::set_permissions(postgres.directory.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        std::fs::create_dir(postgres.home()).unwrap();
        if is_root() {
            let status = Command::new("chown").arg("postgres").arg(postgres.home()).status().await.unwrap();
            assert!(status.success(), "chown failed");
        }
        let data = postgres.data();
        postgres.run("initdb", &["-D", &data, "-A", "trust", "-U", "postgres", "--no-sync"]).await;
        postgres.resume().await;
        Some(postgres)
    }

    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Stops it; whoever is connected is cut off.
    pub async fn stop(&self) {
        self.run("pg_ctl", &["-D", &self.data(), "-m", "fast", "-w", "stop"]).await;
    }

    /// Starts it again on the same port.
    pub async fn resume(&self) {
        let home = self.home();
        let options = format!("-p {} -k {} -c listen_addresses=127.0.0.1 -c fsync=off", self.port, home.display());
        let log = home.join("log").display().to_string();
        self.run("pg_ctl", &["-D", &self.data(), "-l", &log, "-w", "-o", &options, "start"]).await;
    }

    fn home(&self) -> PathBuf {
        self.directory.path().join("pg")
    }

    fn data(&self) -> String {
        self.home().join("data").display().to_string()
    }

    async fn run(&self, program: &str, arguments: &[&str]) {
        let mut command = self.command(program);
        let status = command.args(arguments).stdout(Stdio::null()).status().await.unwrap();
        assert!(status.success(), "{program} failed: {status}");
    }

    /// PostgreSQL refuses to run as root.
    fn command(&self, program: &str) -> Command {
        let path = self.programs.join(program);
        let mut command = if is_root() { Command::new("runuser") } else { Command::new(&path) };
        if is_root() {
            command.args(["-u", "postgres", "--"]).arg(&path);
        }
        command.current_dir(self.directory.path());
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let arguments = ["-D", &self.data(), "-m", "immediate", "stop"];
        let mut command = self.command("pg_ctl");
        // It may be stopped already.
        let _ = command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).as_std_mut().status();
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Where `initdb` and `pg_ctl` are: the newest version there is.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").unwrap();
    let version = |path: &Path| path.file_name().unwrap().to_string_lossy().parse::<u32>().unwrap_or(0);
    let newest = versions.map(|entry| entry.unwrap().path()).max_by_key(|path| version(path));
    newest.unwrap().join("bin")
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}
