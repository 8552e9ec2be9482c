//! Redis emptied, and Redis away: what needs it says so and refuses, what does not goes on, and all heals by itself.

use std::time::{Duration, Instant};

use crate::support::application::{
    Reply, assert_as, assertion, authorize, code, get, http, post, redeem, refresh, sign_in, tokens,
};
use crate::support::browser::Seen;
use crate::support::process::{Instance, Secrets, Site, turn};
use crate::support::servers::Redis;

/// No answer may take longer, whatever is away.
const PROMPT: Duration = Duration::from_secs(4);

/// A page that a person can read, and no fault of ours.
fn is_page(seen: &Seen, status: u16, code: &str) {
    assert_eq!(seen.status, status, "{seen:?}");
    assert!(seen.header("content-type").starts_with("text/html"), "{seen:?}");
    assert!(seen.body.contains(code), "{code}: {seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn emptying_redis_costs_logins_in_progress_and_nothing_else() {
    let _turn = turn().await;
    let Some(redis) = Redis::start().await else { return };
    let site = Site::embedded(&[("redis.url", &redis.url())]);
    let secrets = site.seed().await;
    let instance = site.start().await;
    let (known, newcomer, halfway) = (instance.browser(), instance.browser(), instance.browser());
    let held = tokens(&known).await;
    let login = newcomer.open(&authorize("app", "")).await;
    let begun = halfway.open(&authorize("app", "")).await;
    let password = halfway.submit(&begun, &[("username", "alice"), ("action", "sign-in")]).await;

    redis.flush().await;
    let after = newcomer.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await;
    is_page(&after, 410, "interaction_expired");
    let after = halfway.submit(&password, &[("password", "nonsense"), ("action", "sign-in")]).await;
    is_page(&after, 410, "interaction_expired");
    // Sessions and tokens are not short-lived.
    tokens(&known).await;
    let reply = refresh(&http(), &instance.base(), &held.field("refresh_token")).await.unwrap();
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(assert_as(&http(), &instance.base(), &assertion(&secrets.signer)).await.unwrap().status, 200);
    tokens(&newcomer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_may_go_and_come_back() {
    let _turn = turn().await;
    let Some(mut redis) = Redis::start().await else { return };
    let site = Site::embedded(&[("redis.url", &redis.url())]);
    let secrets = site.seed().await;
    let mut instance = site.start().await;
    let known = instance.browser();
    let held = tokens(&known).await;
    let spare = code(&known).await;
    let newcomer = instance.browser();
    let login = newcomer.open(&authorize("app", "")).await;

    redis.stop().await;
    let began = Instant::now();
    let refused = newcomer.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await;
    is_page(&refused, 503, "temporarily_unavailable");
    assert!(began.elapsed() < PROMPT, "{:?}", began.elapsed());
    is_page(&instance.browser().open(&authorize("app", "")).await, 503, "temporarily_unavailable");
    let presented = assertion(&secrets.signer);
    let closed = timely(assert_as(&http(), &instance.base(), &presented)).await;
    assert!(closed.is_unavailable(), "whether it was used before cannot be known: {closed:?}");
    let held = what_needs_no_redis_goes_on(&instance, &secrets, &held, &spare).await;
    instance.wait_until_not_ready().await;
    let report = get(&http(), &format!("{}/health/ready", instance.base()), "").await.unwrap();
    let failed: Vec<_> = report.json["checks"].as_array().unwrap().iter().filter(|c| c["status"] == "fail").collect();
    assert!(failed.len() == 1 && failed[0]["name"] == "ephemeral", "{report:?}");
    let live = get(&http(), &format!("{}/health/live", instance.base()), "").await.unwrap();
    assert_eq!(live.status, 200, "a restart would not help");

    redis.resume().await;
    instance.wait_until_ready().await;
    let login = instance.browser();
    let seen = sign_in(&login, &login.open(&authorize("app", "")).await).await;
    assert!(seen.parameter("code").is_some(), "{seen:?}");
    let first = assert_as(&http(), &instance.base(), &presented).await.unwrap();
    assert_eq!(first.status, 200, "nothing was decided about it while Redis was away: {first:?}");
    let again = assert_as(&http(), &instance.base(), &presented).await.unwrap();
    assert!(again.is_error(401, "invalid_client"), "{again:?}");
    assert_eq!(refresh(&http(), &instance.base(), &held).await.unwrap().status, 200);
    assert!(!instance.log().contains("panicked"), "{}", instance.log());
}

/// The durable part of the token endpoint and all that only reads; the newest refresh token.
async fn what_needs_no_redis_goes_on(instance: &Instance, secrets: &Secrets, held: &Reply, spare: &str) -> String {
    let (http, base) = (http(), instance.base());
    let refreshed = timely(refresh(&http, &base, &held.field("refresh_token"))).await;
    assert_eq!(refreshed.status, 200, "{refreshed:?}");
    let redeemed = timely(redeem(&http, &base, spare)).await;
    assert_eq!(redeemed.status, 200, "{redeemed:?}");
    let reused = timely(redeem(&http, &base, spare)).await;
    assert!(reused.is_error(400, "invalid_grant"), "{reused:?}");
    let service = [("client_id", "service"), ("client_secret", secrets.service.as_str())];
    let own = [service[0], service[1], ("grant_type", "client_credentials")];
    let own = timely(post(&http, &format!("{base}/token"), &own)).await;
    assert_eq!(own.status, 200, "{own:?}");
    let wrong = [service[0], ("client_secret", "wrong"), ("grant_type", "client_credentials")];
    let wrong = timely(post(&http, &format!("{base}/token"), &wrong)).await;
    assert!(wrong.is_error(401, "invalid_client"), "{wrong:?}");
    for path in ["/userinfo", "/jwks.json", "/.well-known/openid-configuration"] {
        let reply = timely(get(&http, &format!("{base}{path}"), &refreshed.field("access_token"))).await;
        assert_eq!(reply.status, 200, "{path}: {reply:?}");
    }
    refreshed.field("refresh_token")
}

async fn timely(answer: impl Future<Output = Result<Reply, reqwest::Error>>) -> Reply {
    let began = Instant::now();
    let reply = answer.await.unwrap();
    assert!(began.elapsed() < PROMPT, "{:?}: {reply:?}", began.elapsed());
    reply
}
