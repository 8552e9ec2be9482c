// The account area as an installed application (product TH-12), in a real browser: it can be installed, says so where there
// is no network, and keeps nothing of a person. Environment: DEMO, as in browser.test.mjs.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demo, signIn, visitor } from './chromium.mjs';

const [, bob] = demo.users;

test('the account area can be installed and keeps nothing of a person', async (t) => {
  const page = await visitor(t, { locale: 'de-DE' });
  const context = page.context();
  await page.goto(`${demo.issuer}/login`);
  assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0, 'login pages know no worker');
  await signIn(page, bob);
  await page.waitForURL(`${demo.issuer}/account`);
  let scope = '';
  for (let tries = 0; !scope; tries += 1) {
    assert.ok(tries < 100, 'no worker');
    await page.waitForTimeout(100);
    scope = await page.evaluate(async () => {
      const worker = await navigator.serviceWorker.getRegistration();
      return worker?.active?.state === 'activated' ? worker.scope : '';
    });
  }
  assert.equal(scope, `${demo.issuer}/account`);

  const devtools = await context.newCDPSession(page);
  const { errors, data } = await devtools.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
  const manifest = JSON.parse(data);
  assert.deepEqual([manifest.start_url, manifest.scope, manifest.display, manifest.lang], ['/account', '/account', 'standalone', 'de']);
  assert.match(manifest.name, /^Konto bei /);
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  // A window without a profile of its own may install nothing; there is nothing else to say against it.
  assert.deepEqual(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito'), []);

  for (const section of ['profile', 'sessions', 'activity']) await page.goto(`${demo.issuer}/account/${section}`);
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const lists = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)));
    return lists.flat();
  });
  assert.equal(kept.length, 3, String(kept));
  assert.deepEqual(kept.filter((path) => !path.startsWith('/assets/')), ['/account/offline']);

  await context.setOffline(true);
  await page.goto(`${demo.issuer}/account/profile`);
  assert.equal(await page.textContent('h1'), 'Sie sind offline');
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('main')).maxWidth !== 'none'), true, 'with its style');
  assert.equal((await page.content()).includes(bob.username), false, 'nothing of the person');
  await assert.rejects(page.goto(`${demo.issuer}/login`), /ERR_INTERNET_DISCONNECTED/, 'a login page is never kept');
  await context.setOffline(false);
  await page.goto(`${demo.issuer}/account/offline`);
  await page.click('#retry');
  await page.waitForSelector('#nav-profile');
});
