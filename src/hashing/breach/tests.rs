use std::io::Cursor;

use super::build::place_of;
use super::*;

const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

fn build(path: &Path, min_count: u64, lists: &[&str]) -> Result<BuildReport, BuildError> {
    let mut builder = Builder::begin(path, min_count)?;
    for list in lists {
        builder.add(Cursor::new(list.as_bytes()), |_| ())?;
    }
    builder.finish(NOW)
}

#[test]
fn every_form_of_a_list_is_read() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("breached");
    // SHA-1 of "password" and of "P@ssw0rd", as haveibeenpwned.com prints them.
    let hashes = "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:10434004\r\n21bd12dc183f740ee76f27b78eb39c8ad972a757\n";
    let rare = "0000000000000000000000000000000000000000:1\n";
    let plain = "correct horse battery staple\ncafe\u{301}\n\n5BAA61E4:7\n";
    let report = build(&path, 2, &[hashes, rare, plain, plain]).unwrap();
    assert_eq!(report, BuildReport { lines: 11, skipped: 3, passwords: 5 });
    let file = BreachFile::open(&path).unwrap();
    assert_eq!((file.count(), file.created_at()), (5, NOW));
    assert!(file.is_intact().unwrap());
    for known in ["password", "P@ssw0rd", "correct horse battery staple", "caf\u{e9}", "5BAA61E4:7"] {
        assert!(file.contains(known).unwrap(), "{known}");
    }
    for unknown in ["Password", "correct horse battery stapl", "", "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:10434004"]
    {
        assert!(!file.contains(unknown).unwrap(), "{unknown}");
    }
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn ten_thousand_are_all_found_and_hardly_another() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("breached");
    let list: Vec<String> = (0..10_000).map(|number| format!("known-{number}")).collect();
    let list = list.join("\n");
    assert_eq!(build(&path, 1, &[&list]).unwrap().passwords, 10_000);
    let file = BreachFile::open(&path).unwrap();
    assert!((0..10_000).all(|number| file.contains(&format!("known-{number}")).unwrap()));
    // 10,000 tries at 10,000 / 2^48 each: one in three million runs would find one.
    assert!((0..10_000).all(|number| !file.contains(&format!("unknown-{number}")).unwrap()));
    assert_eq!(place_of("password"), (0x5baa, [0x61, 0xe4, 0xc9, 0xb9]));
}

#[test]
fn what_is_damaged_is_not_used() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("breached");
    build(&path, 1, &["one\ntwo\nthree\n"]).unwrap();
    let good = std::fs::read(&path).unwrap();
    let reason = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        BreachFile::open(&path).map(|_| ()).unwrap_err().to_string()
    };
    assert_eq!(reason(b"hello"), "it is no file of breached passwords");
    assert_eq!(reason(&good[..good.len() - 1]), "it is cut short");
    assert_eq!(reason(&good[..200]), "it is cut short");
    let mut other = good.clone();
    other[11] = 2;
    assert_eq!(reason(&other), "it was written by another version; make it anew");
    let mut other = good.clone();
    other[HEAD + 9] ^= 1;
    assert_eq!(reason(&other), "its checksum does not fit");
    let mut other = good.clone();
    *other.last_mut().unwrap() ^= 1;
    std::fs::write(&path, &other).unwrap();
    assert!(!BreachFile::open(&path).unwrap().is_intact().unwrap());
    // A build that fails leaves what was there.
    std::fs::write(&path, &good).unwrap();
    assert!(matches!(build(&path, 1, &["\n\n"]), Err(BuildError::Empty)));
    assert_eq!(std::fs::read(&path).unwrap(), good);
}

#[tokio::test]
async fn another_file_is_noticed_within_a_minute() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("breached");
    let breaches = Breaches::default();
    assert!(!breaches.contains(&path, "one", NOW).await, "no file: nothing is known");
    build(&path, 1, &["one\n"]).unwrap();
    assert!(breaches.contains(&path, "one", NOW + LOOK).await);
    build(&path, 1, &["two\nthree\n"]).unwrap();
    assert!(breaches.contains(&path, "one", NOW + LOOK).await, "not looked at yet");
    let later = NOW + LOOK + LOOK;
    assert!(!breaches.contains(&path, "one", later).await);
    assert!(breaches.contains(&path, "two", later).await);
    // What is put there and cannot be used does not take the good one away.
    let other = directory.path().join("other");
    std::fs::write(&other, b"nonsense").unwrap();
    std::fs::rename(&other, &path).unwrap();
    assert!(breaches.contains(&path, "two", later + LOOK).await);
}
