// A proxy that hands request after request to the next of several instances, as a load balancer does.
// Usage: node round_robin.mjs <port> <instance port>…

import { createServer, request } from 'node:http';

const [port, ...instances] = process.argv.slice(2).map(Number);
let turn = 0;

createServer((incoming, outgoing) => {
  const instance = instances[turn++ % instances.length];
  const { method, url, headers } = incoming;
  const onward = request({ host: '127.0.0.1', port: instance, method, path: url, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.rawHeaders);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.writeHead(502).end());
  incoming.pipe(onward);
}).listen(port, '127.0.0.1');
