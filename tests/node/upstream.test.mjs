// Signing in with a provider elsewhere (FI-01, FI-06, AC-11) in a real browser: another realm of the same server is the provider.
// A stranger's identity is linked once, after its owner has signed in here, and then lets in, without JavaScript too.
// Environment: DEMO and BINARY, as for the other browser tests; the server may fetch from its own host.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demo, look, operate, shot, signIn, visitor } from './chromium.mjs';

const person = (username, ...where) => ({ username, ...operate('user', 'create', username, ...where) });

// A realm that is the provider, somebody who is known there, and the two introduced to each other.
function introduce() {
  operate('realm', 'create', 'partner', '--display-name', 'Partner');
  const zoe = person('zoe', '--email', 'zoe@partner.example', '--realm', 'partner');
  const issuer = `${demo.issuer}/realms/partner`;
  const provider = operate('upstream', 'create', 'partner', '--display-name', 'Partner', '--issuer', issuer, '--client-id', 'gatehouse');
  const uri = provider.redirect_uri;
  operate('client', 'create', '--id', 'gatehouse', '--realm', 'partner', '--public', '--first-party', '--name', 'Gatehouse', '--redirect-uri', uri);
  return zoe;
}

const here = (page) => page.url().slice(demo.issuer.length);

// At the provider, from its button on the login page here.
async function goElsewhere(page, person) {
  await page.goto(`${demo.issuer}/login`);
  await page.click('#upstream-partner');
  await page.waitForURL((url) => /^\/realms\/partner\/.*login$/.test(url.pathname));
  await signIn(page, person, here(page));
  await page.waitForURL((url) => !url.pathname.startsWith('/realms/partner'));
}

test('an identity elsewhere is linked once and then lets in', async (t) => {
  const [zoe, carol] = [introduce(), person('carol')];
  // The pages of other tests offer nothing of it.
  t.after(() => operate('upstream', 'remove', 'partner'));
  const page = await visitor(t);
  await page.goto(`${demo.issuer}/login`);
  await look(page, 'upstream-login');
  await goElsewhere(page, zoe);
  // Nobody here is known by it: whoever it is signs in once, and says yes.
  await look(page, 'upstream-not-linked');
  await signIn(page, carol, here(page));
  await page.waitForSelector('#submit-link');
  await look(page, 'upstream-link');
  await page.click('#submit-link');
  await page.waitForSelector('#notice');
  assert.match(await page.textContent('#links'), /Partner/);

  const other = await visitor(t, { javaScriptEnabled: false, colorScheme: 'dark', viewport: { width: 320, height: 800 } });
  await other.goto(`${demo.issuer}/login`);
  await shot(other, 'upstream-login-narrow');
  await goElsewhere(other, zoe);
  await other.goto(`${demo.issuer}/account`);
  assert.match(await other.textContent('#account-menu > summary .who > span'), new RegExp(carol.username));
});
