// The administration console (pages §13) in a real browser: the way in with two factors, with and without
// JavaScript; a link on another site; what it shows; an access link. Environment: DEMO and BINARY, as for the other browser tests.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { code, demo, look, nextStep, operate, shot, visitor } from './chromium.mjs';

const PASSWORD = 'nine calm lanterns drift';

// Somebody who administers the realm, with an authenticator application.
async function administrator(page, username) {
  const { password } = operate('user', 'create', username, '--temporary');
  operate('role', 'grant', 'admin', username);
  await page.goto(`${demo.issuer}/login?then=authenticator`);
  await page.fill('#username', username);
  await page.click('#submit-login');
  await page.fill('#password', password);
  await page.waitForLoadState('networkidle');
  await page.click('#submit-login');
  await page.fill('#new-password', PASSWORD);
  await page.click('#submit-update-password');
  await page.waitForURL((url) => !url.pathname.endsWith('/update-password'));
  await page.goto(`${demo.issuer}/account/authenticator`);
  const secret = await page.textContent('#secret');
  await page.fill('#name', 'My phone');
  await page.fill('#code', code(secret));
  await page.click('#submit-enroll');
  await page.waitForSelector('#notice');
  await page.context().clearCookies();
  await nextStep();
  return secret;
}

// From wherever the console has sent them to.
async function prove(page, username, secret) {
  await page.fill('#username', username);
  await page.click('#submit-login');
  await page.fill('#password', PASSWORD);
  await page.waitForLoadState('networkidle');
  await page.click('#submit-login');
  await page.fill('#code', code(secret));
  await page.keyboard.press('Enter');
  await page.waitForSelector('#console-who');
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with JavaScript' : 'without JavaScript';
  const seen = javaScriptEnabled ? look : shot;
  const name = (part) => `console-${part}-${javaScriptEnabled ? 'js' : 'plain'}`;

  test(`${how}: in, around, and out of the console`, async (t) => {
    const page = await visitor(t, { javaScriptEnabled, viewport: { width: 1100, height: 860 } });
    const username = `warden-${javaScriptEnabled ? 'js' : 'plain'}`;
    const secret = await administrator(page, username);
    const odd = `odd-${javaScriptEnabled ? 'js' : 'plain'}`;
    operate('client', 'create', '--id', odd, '--name', 'Odd <b>One</b>', '--redirect-uri', 'https://odd.example/cb', '--metadata', '{"require_pkce":false}');

    // The page that was asked for is where the login leads.
    await page.goto(`${demo.issuer}/admin/clients/${odd}`);
    assert.match(page.url(), /\/login\?then=console$/);
    await prove(page, username, secret);
    assert.equal(new URL(page.url()).pathname, `/admin/clients/${odd}`);
    assert.equal(await page.textContent('h1'), 'Odd <b>One</b>');
    const names = await page.locator('#deviations > li').evaluateAll((rows) => rows.map((row) => row.id));
    assert.deepEqual(names, ['deviation-pkce-optional', 'deviation-shared-secret']);
    await seen(page, name('client'));

    const cookie = (await page.context().cookies()).find((one) => one.name.endsWith('gatehouse-console'));
    assert.ok(cookie.httpOnly && cookie.sameSite === 'Strict' && cookie.expires === -1, JSON.stringify(cookie));

    await page.click('#nav-overview');
    await seen(page, name('overview'));
    assert.ok(await page.locator('#console-realm').isVisible());
    await page.click('#all-deviating');
    await page.fill('#search', odd);
    await page.keyboard.press('Enter');
    await page.waitForURL(/search=/);
    assert.equal(await page.locator('#clients > li').count(), 1);
    await seen(page, name('clients'));
    await page.click('#nav-users');
    await page.fill('#search', demo.users[1].username);
    await page.keyboard.press('Enter');
    await page.waitForURL(/search=/);
    await seen(page, name('users'));
    await page.locator('#users a').first().click();
    await page.waitForSelector('#roles');
    await seen(page, name('user'));

    // A link on another site leads to the very page, although the browser holds the cookie back at first.
    const site = createServer((_, response) => response.setHeader('content-type', 'text/html').end(`<a id="there" href="${page.url()}">there</a>`));
    await new Promise((done) => { site.listen(0, '127.0.0.1', done); });
    t.after(() => site.close());
    const other = await page.context().newPage();
    await other.goto(`http://127.0.0.1:${site.address().port}/`);
    await other.click('#there');
    await other.waitForSelector('#console-who');
    assert.equal(other.url(), page.url());
    await other.close();

    // A way in for somebody who has lost every other: shown once.
    await page.click('#access-link');
    await page.waitForSelector('#access-link-form');
    await seen(page, name('access-link'));
    await page.fill('#reason', 'Lost the phone, met at the desk');
    await page.fill('#confirm', 'nobody');
    await page.click('#submit-access-link');
    assert.match(await page.textContent('#alert'), /to confirm/);
    assert.equal(await page.inputValue('#reason'), 'Lost the phone, met at the desk');
    await seen(page, name('access-link-fault'));
    await page.fill('#confirm', demo.users[1].username);
    await page.click('#submit-access-link');
    await page.waitForSelector('#issued');
    assert.match(await page.textContent('#link'), /\/link\/access\/al_/);
    await seen(page, name('access-link-issued'));
    await page.click('#access-link-done');
    await page.waitForSelector('#roles');
    assert.doesNotMatch(await page.content(), /al_/);

    // The whole console in another language, at the width of a telephone.
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${demo.issuer}/admin/clients/${odd}?language=ar`);
    assert.equal(await page.getAttribute('html', 'dir'), 'rtl');
    await seen(page, name('client-ar-360'));
    await page.goto(`${demo.issuer}/admin?language=en`);

    await page.click('#console-sign-out');
    await page.waitForSelector('#console-go');
    await seen(page, name('left'));
    assert.equal((await page.context().cookies()).filter((one) => one.name.endsWith('gatehouse-console')).length, 0);
    operate('client', 'delete', odd);
  });
}

test('whoever does not administer the realm is told so, and nothing else', async (t) => {
  const page = await visitor(t);
  const username = 'no-warden';
  const { password } = operate('user', 'create', username, '--temporary');
  await page.goto(`${demo.issuer}/admin/users`);
  await page.fill('#username', username);
  await page.click('#submit-login');
  await page.fill('#password', password);
  await page.waitForLoadState('networkidle');
  await page.click('#submit-login');
  await page.fill('#new-password', PASSWORD);
  await page.click('#submit-update-password');
  await page.waitForURL((url) => !url.pathname.endsWith('/update-password'));
  await page.goto(`${demo.issuer}/admin/users`);
  await page.waitForSelector('#console-door');
  await look(page, 'console-refused');
  operate('role', 'grant', 'admin', username);
  await page.reload();
  assert.match(await page.textContent('h1'), /second factor/);
  await look(page, 'console-needs-factor');
});
