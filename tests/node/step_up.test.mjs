// Step-up in a real browser (RFC 9470): somebody is signed in, and shows the proof that is missing and nothing else; a code
// without JavaScript, a passkey with it. Environment: DEMO, as for the other browser tests, which run before these.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PLATFORM, code, demo, look, nextStep, shot, signIn, visitor } from './chromium.mjs';

const [alice, bob] = demo.users;

// The demo application's own request, with more in it.
async function authorization(page, more) {
  const begun = await page.request.post(`${demo.demo_url}/sign-in`, { maxRedirects: 0, headers: { origin: demo.demo_url } });
  const url = new URL(begun.headers().location);
  for (const [name, value] of Object.entries(more)) url.searchParams.set(name, value);
  return url.href;
}

async function shows(page, pattern) {
  await page.waitForSelector('#consent-allow, #id-token');
  if (await page.locator('#consent-allow').count()) await page.click('#consent-allow');
  await page.waitForURL(`${demo.demo_url}/`);
  assert.match(await page.textContent('#id-token'), pattern);
}

test('without JavaScript: the code alone, and whose session it is', async (t) => {
  const page = await visitor(t, { javaScriptEnabled: false });
  await signIn(page, bob);
  await page.goto(`${demo.issuer}/account/authenticator`);
  const secret = await page.textContent('#secret');
  await page.fill('#code', code(secret));
  await page.click('#submit-enroll');
  await page.waitForSelector('#notice');
  await page.goto(await authorization(page, { acr_values: 'urn:gatehouse:mfa' }));
  assert.match(page.url(), /second-factor\/totp/);
  assert.equal(await page.locator('#password').count(), 0, 'not the password again');
  assert.match(await page.textContent('.person'), /Signed in as/);
  // Without scripts nothing can look at the page but an eye; the page is the same.
  await shot(page, 'step-up-code');
  await nextStep();
  await page.fill('#code', code(secret));
  await page.click('#submit-second-factor');
  await shows(page, /urn:gatehouse:mfa/);
  // Taken away again, for whatever runs after this.
  await page.goto(`${demo.issuer}/account/authenticator`);
  await page.click('button[name=remove]');
});

test('with JavaScript: a passkey reaches phr, after the password was right long ago', async (t) => {
  const page = await visitor(t);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable', { enableUI: false });
  await devtools.send('WebAuthn.addVirtualAuthenticator', { options: PLATFORM });
  await signIn(page, alice);
  await page.waitForURL((url) => !url.pathname.endsWith('/login') && !url.pathname.endsWith('/password'));
  await page.goto(`${demo.issuer}/account/passkeys`);
  await page.click('#add-passkey');
  await page.waitForSelector('#notice');
  const asked = await authorization(page, { acr_values: 'phr' });
  await page.goto(asked);
  await page.waitForURL('**/second-factor/passkey');
  await look(page, 'step-up');
  assert.match(await page.getAttribute('#use-another-account', 'href'), /\/login\?account=other$/);
  await page.click('#passkey-start');
  await shows(page, /acrphr(?!h)/);
  await page.goto(`${demo.issuer}/account/passkeys`);
  while (await page.locator('button[name=remove]').count()) await page.locator('button[name=remove]').first().click();
});
