// Shows one page of its own where the account area cannot be reached. Nothing of a person is ever kept, and pages outside the
// account area are none of its business: login pages are never seen here.
const home = self.registration.scope.replace(/\/$/, '');
const shell = `${home}/offline`;
const kept = `gatehouse-account-${VERSION}`;

async function keep() {
  const page = await fetch(shell, { cache: 'reload' });
  if (!page.ok) throw new Error(`${shell}: ${page.status}`);
  const cache = await caches.open(kept);
  await cache.addAll(ASSETS);
  await cache.put(shell, page);
}

async function clear() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('gatehouse-account-') && name !== kept).map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener('install', (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(clear()));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  if (request.method === 'GET' && (request.mode === 'navigate' || ASSETS.includes(pathname))) {
    const instead = request.mode === 'navigate' ? shell : pathname;
    event.respondWith(fetch(request).catch(async () => (await caches.match(instead)) ?? Response.error()));
  }
});
