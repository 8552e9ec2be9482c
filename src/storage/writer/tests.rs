//! The writer under races, abandoned turns and a full disk.

use super::*;

async fn open(directory: &tempfile::TempDir) -> (Writer, SqlitePool) {
    let options = SqliteConnectOptions::new()
        .filename(directory.path().join("test.db"))
        .create_if_missing(true)
        .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal);
    let writer = Writer::connect(options, Duration::from_secs(5)).await.unwrap();
    let readers = writer.pool().await.unwrap();
    sqlx::query("CREATE TABLE numbers (n INTEGER PRIMARY KEY)").execute(&readers).await.unwrap();
    (writer, readers)
}

async fn insert(turn: &mut Turn, n: i64) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO numbers (n) VALUES ($1)").bind(n).execute(&mut **turn).await.map(drop)
}

async fn numbers(readers: &SqlitePool) -> Vec<i64> {
    sqlx::query_scalar("SELECT n FROM numbers ORDER BY n").fetch_all(readers).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_gives_up_sees_what_was_in_the_way() {
    let directory = tempfile::tempdir().unwrap();
    let (writer, readers) = open(&directory).await;
    let mut first = writer.begin().await.unwrap();
    insert(&mut first, 1).await.unwrap();
    let queue = |writer: &Writer| {
        let writer = writer.clone();
        tokio::spawn(async move { writer.begin().await.unwrap() })
    };
    let second = queue(&writer);
    while writer.shared.queue.load(Ordering::SeqCst) < 1 {
        tokio::task::yield_now().await;
    }
    let third = queue(&writer);
    while writer.shared.queue.load(Ordering::SeqCst) < 2 {
        tokio::task::yield_now().await;
    }
    let committed = tokio::spawn(first.commit());
    let mut second = second.await.unwrap();
    insert(&mut second, 2).await.unwrap();
    assert_eq!(numbers(&readers).await, [0; 0], "others queue, so nothing is on the disk yet");
    second.rollback().await.unwrap();
    assert_eq!(numbers(&readers).await, [1]);
    committed.await.unwrap().unwrap();
    drop(third.await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_acknowledged_is_there_and_what_is_left_is_not() {
    let directory = tempfile::tempdir().unwrap();
    let (writer, readers) = open(&directory).await;
    let turns = (0..200).map(|n| {
        let (writer, readers) = (writer.clone(), readers.clone());
        tokio::spawn(async move {
            let mut turn = writer.begin().await.unwrap();
            insert(&mut turn, n).await.unwrap();
            match n % 4 {
                // Left.
                1 => drop(turn),
                // A refused statement is no one else's trouble.
                2 => assert!(insert(&mut turn, n).await.is_err()),
                _ => {
                    turn.commit().await.unwrap();
                    assert!(numbers(&readers).await.contains(&n));
                }
            }
        })
    });
    for turn in turns.collect::<Vec<_>>() {
        turn.await.unwrap();
    }
    assert_eq!(numbers(&readers).await, (0..200).filter(|n| n % 4 == 0 || n % 4 == 3).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_that_go_away_keep_nobody_waiting() {
    let directory = tempfile::tempdir().unwrap();
    let (writer, readers) = open(&directory).await;
    let turns = (0..300_i64).map(|n| {
        let writer = writer.clone();
        tokio::spawn(async move {
            let act = async {
                let mut turn = writer.begin().await.unwrap();
                insert(&mut turn, n).await.unwrap();
                turn.commit().await.unwrap();
            };
            if n % 2 == 0 {
                act.await;
            } else {
                // At every point of waiting, beginning, writing and committing.
                let span = Duration::from_micros(u64::try_from(n).unwrap() * 40);
                let _ = tokio::time::timeout(span, act).await;
            }
        })
    });
    for turn in turns.collect::<Vec<_>>() {
        tokio::time::timeout(Duration::from_secs(20), turn).await.unwrap().unwrap();
    }
    let found = numbers(&readers).await;
    assert!((0..300).step_by(2).all(|n| found.contains(&n)));
    // The write lock is free for other processes.
    sqlx::query("INSERT INTO numbers (n) VALUES (1000)").execute(&readers).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statements_of_their_own_stand_beside_groups() {
    let directory = tempfile::tempdir().unwrap();
    let (writer, readers) = open(&directory).await;
    let add = |n: i64| {
        let mut statement = QueryBuilder::new("INSERT INTO numbers (n) VALUES (");
        statement.push_bind(n).push(")");
        statement
    };
    let tasks = (0..200).map(|n| {
        let (writer, readers) = (writer.clone(), readers.clone());
        tokio::spawn(async move {
            match n % 3 {
                0 => {
                    let mut turn = writer.begin().await.unwrap();
                    insert(&mut turn, n).await.unwrap();
                    turn.commit().await.unwrap();
                }
                1 => {
                    writer.run(add(n)).await.unwrap();
                    assert!(writer.run(add(n)).await.is_err(), "it is there already");
                }
                _ => drop(writer.begin().await.unwrap()),
            }
            assert_eq!(numbers(&readers).await.contains(&n), n % 3 != 2);
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    writer.run(add(1000)).await.unwrap();
    assert_eq!(numbers(&readers).await.len(), 135);
    // The write lock is free for other processes.
    sqlx::query("INSERT INTO numbers (n) VALUES (1001)").execute(&readers).await.unwrap();
}

#[tokio::test]
async fn a_group_that_the_database_ends_is_told_so() {
    let directory = tempfile::tempdir().unwrap();
    let (writer, readers) = open(&directory).await;
    let mut first = writer.begin().await.unwrap();
    insert(&mut first, 1).await.unwrap();
    let second = tokio::spawn({
        let writer = writer.clone();
        async move {
            let mut turn = writer.begin().await.unwrap();
            // What SQLite does by itself when the disk is full.
            sqlx::query("ROLLBACK").execute(&mut *turn).await.unwrap();
            drop(turn);
        }
    });
    while writer.shared.queue.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    assert!(matches!(first.commit().await, Err(StorageError::Contention)));
    second.await.unwrap();
    let mut third = writer.begin().await.unwrap();
    insert(&mut third, 3).await.unwrap();
    third.commit().await.unwrap();
    assert_eq!(numbers(&readers).await, [3]);
}
