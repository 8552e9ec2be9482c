// Two people in one browser (AU-18), in a real one: the chooser, switching, removing, and signing out one of them; once
// with JavaScript and once without. Environment: DEMO, as for the other browser tests.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demo, look, shot, signIn, visitor } from './chromium.mjs';

const [alice, bob] = demo.users;
const CHOOSER = '#select-account-form .account';

// The demo application's own request, with more in it.
async function authorization(page, more = {}) {
  const begun = await page.request.post(`${demo.demo_url}/sign-in`, { maxRedirects: 0, headers: { origin: demo.demo_url } });
  const url = new URL(begun.headers().location);
  for (const [name, value] of Object.entries(more)) url.searchParams.set(name, value);
  return url.href;
}

async function home(page) {
  await page.waitForURL((url) => !/\/(login|password)$/.test(url.pathname));
  // The offer of a passkey stands in between once in a while.
  await page.goto(`${demo.issuer}/account`);
}

async function both(page) {
  await signIn(page, alice);
  await home(page);
  await page.click('#account-menu > summary');
  await page.click('#add-account');
  await signIn(page, bob, '/login?account=other');
  await home(page);
}

// What the page of the area says of whoever it belongs to.
const whose = (page) => page.textContent('#account-menu > summary .who > span');

for (const javaScriptEnabled of [true, false]) {
  test(`two people, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async (t) => {
    const page = await visitor(t, { javaScriptEnabled });
    // Without scripts nothing can look at the page but an eye; the page is the same.
    const seen = javaScriptEnabled ? look : shot;
    await both(page);
    assert.match(await whose(page), new RegExp(bob.username));

    // An application asks, and nobody is guessed.
    await page.goto(await authorization(page));
    assert.equal(await page.textContent('h1'), 'Choose an account');
    assert.equal(await page.locator(CHOOSER).count(), 2);
    assert.doesNotMatch(await page.textContent('main'), new RegExp(`${alice.username}@`), 'addresses are masked');
    if (javaScriptEnabled) await seen(page, 'several-chooser');
    await page.locator(CHOOSER).nth(1).click();
    await page.waitForSelector('#consent-allow, #id-token');
    if (await page.locator('#consent-allow').count()) {
      assert.doesNotMatch(await page.textContent('.person'), new RegExp(bob.username, 'i'));
      await page.click('#consent-allow');
    }
    await page.waitForURL(`${demo.demo_url}/`);

    // Whoever was chosen last is the current one; the other is one press away.
    await page.goto(`${demo.issuer}/account`);
    assert.match(await whose(page), new RegExp(alice.username));
    const stale = await page.context().newPage();
    await stale.goto(`${demo.issuer}/account/profile`);
    await stale.fill('#nickname', 'Not for Bob');
    await page.click('#account-menu > summary');
    await seen(page, `several-switcher-${javaScriptEnabled}`);
    await page.click('#switch-1');
    await page.waitForURL(`${demo.issuer}/account`);
    assert.match(await whose(page), new RegExp(bob.username));

    // What was typed for alice is not saved for bob.
    await stale.click('#submit-profile');
    assert.equal(await stale.textContent('#error-code'), 'other_account');
    await seen(stale, `several-other-account-${javaScriptEnabled}`);
    await stale.click('#error-return');
    assert.equal(await stale.textContent('h1'), 'Choose an account');
    await stale.close();

    // Signing out bob keeps alice.
    await page.goto(`${demo.issuer}/logout`);
    await seen(page, `several-logout-${javaScriptEnabled}`);
    assert.match(await page.textContent('main'), /all 2 accounts/);
    await page.click('#logout-confirm');
    await page.waitForURL('**/logout/done**');
    assert.equal(await page.textContent('h1'), 'You are signed out');
    assert.equal(await page.locator('#remaining li').count(), 1);
    await seen(page, `several-signed-out-${javaScriptEnabled}`);
    await page.click('#go-on');
    assert.match(await whose(page), new RegExp(alice.username));

    // Removing alice from the list signs her out as well.
    await page.goto(await authorization(page, { prompt: 'select_account' }));
    assert.equal(await page.locator(CHOOSER).count(), 1);
    await page.click('#account-1-remove');
    await page.waitForURL('**/login');
    await page.goto(`${demo.issuer}/account`);
    assert.match(page.url(), /\/login$/);
    const names = (await page.context().cookies()).map((cookie) => cookie.name);
    assert.deepEqual(names.filter((name) => /session|accounts/.test(name)), [], 'no secret is left');
  });
}

test('whoever was kept signed in is remembered, and goes on with the password alone', async (t) => {
  const page = await visitor(t);
  await page.goto(`${demo.issuer}/login`);
  await page.check('#remember');
  await signInHere(page);
  await page.goto(`${demo.issuer}/logout`);
  await page.click('#logout-confirm');
  await page.waitForURL('**/logout/done**');
  await look(page, 'several-remembered');
  await page.click('#choose-account');
  assert.match(await page.textContent('.state'), /Signed out/);
  await page.click('#account-1');
  await page.waitForURL('**/login/password**');
  assert.equal(await page.inputValue('#username'), alice.username);
  assert.ok(await page.isChecked('#remember'), 'as it was chosen before');
  await page.goto(`${demo.issuer}/login`);
  await look(page, 'several-login');
  await page.click('#choose-account');
  await page.click('#account-1-remove');
  await page.waitForURL('**/login');
  assert.equal(await page.locator('#choose-account').count(), 0);
});

// Name and password on the page that is shown.
async function signInHere(page) {
  await page.fill('#username', alice.username);
  await page.click('#submit-login');
  await page.fill('#password', alice.password);
  await page.waitForLoadState('networkidle');
  await page.click('#submit-login');
  await page.waitForURL((url) => !/\/(login|password)$/.test(url.pathname));
}
