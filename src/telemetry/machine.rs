//! What the machine has left: memory from Linux's own files (elsewhere nothing is known of it), disks from `statvfs`.

use std::path::{Path, PathBuf};

/// How much of something is there, and how much of it is free; in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// What may still be used.
    pub free: u64,
    /// All of it.
    pub total: u64,
}

impl Room {
    /// The part that is used, from 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "a ratio for people")]
    pub fn used_ratio(self) -> f64 {
        if self.total == 0 { 1.0 } else { self.total.saturating_sub(self.free) as f64 / self.total as f64 }
    }
}

/// The memory this process may use: that of its control group (version 2) if it is bounded, else that of the machine.
pub fn memory() -> Option<Room> {
    bounded_memory().or_else(|| host_memory(&std::fs::read_to_string("/proc/meminfo").ok()?))
}

/// The disk that holds `path`.
pub fn disk(path: &Path) -> Option<Room> {
    let disk = rustix::fs::statvfs(path).ok()?;
    // What is left for those who are not root.
    let (free, total) = (disk.f_bavail.checked_mul(disk.f_frsize)?, disk.f_blocks.checked_mul(disk.f_frsize)?);
    Some(Room { free, total })
}

fn bounded_memory() -> Option<Room> {
    let groups = std::fs::read_to_string("/proc/self/cgroup").ok()?;
    let own = groups.lines().find_map(|line| line.strip_prefix("0::/"))?;
    let folder = PathBuf::from("/sys/fs/cgroup").join(own);
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    group_memory(&read("memory.max")?, &read("memory.current")?, &read("memory.stat")?)
}

/// From `memory.max`, `memory.current` and `memory.stat`; `None` for a group without a bound.
fn group_memory(max: &str, current: &str, stat: &str) -> Option<Room> {
    let total: u64 = max.trim().parse().ok()?;
    let current: u64 = current.trim().parse().ok()?;
    // Pages of files that nobody has touched lately are given back when memory is asked for.
    let spare = stat.lines().find_map(|line| line.strip_prefix("inactive_file ")?.trim().parse().ok()).unwrap_or(0);
    Some(Room { free: total.saturating_sub(current.saturating_sub(spare)), total })
}

fn host_memory(meminfo: &str) -> Option<Room> {
    let kilobytes = |name: &str| -> Option<u64> {
        let rest = meminfo.lines().find_map(|line| line.strip_prefix(name))?;
        rest.trim_start_matches(':').split_whitespace().next()?.parse().ok()
    };
    Some(Room { free: kilobytes("MemAvailable")? * 1024, total: kilobytes("MemTotal")? * 1024 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_of_a_bounded_group_leaves_out_the_page_cache() {
        let stat = "anon 300\nfile 500\ninactive_file 400\nactive_file 100\n";
        assert_eq!(group_memory("1000\n", "800\n", stat), Some(Room { free: 600, total: 1000 }));
        assert_eq!(group_memory("1000\n", "1200\n", ""), Some(Room { free: 0, total: 1000 }));
        assert_eq!(group_memory("max\n", "800\n", stat), None);
    }

    #[test]
    fn memory_of_the_machine() {
        let text = "MemTotal:       2000 kB\nMemFree:         100 kB\nMemAvailable:    500 kB\n";
        let room = host_memory(text).unwrap();
        assert_eq!(room, Room { free: 512_000, total: 2_048_000 });
        assert!((room.used_ratio() - 0.75).abs() < 1e-9);
        assert_eq!(host_memory("nothing"), None);
    }

    #[test]
    fn a_disk_that_is_there_has_some_room() {
        let directory = tempfile::tempdir().unwrap();
        let room = disk(directory.path()).unwrap();
        assert!(room.total > 0 && room.free <= room.total, "{room:?}");
        assert_eq!(disk(Path::new("/nowhere/at/all")), None);
    }
}
