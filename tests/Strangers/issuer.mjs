// Two identity providers that nobody here wrote, on loopback over TLS. They give tokens to programs (client_credentials).
// Usage: node issuer.mjs CERTIFICATE KEY   prints {"issuer":"https://…","other":"https://…"}, then answers each line of its input:
//   add ES256    signs with a new key from now on, and publishes those before it too     {"keys":2}
//   retire       publishes the newest key alone                                          {"keys":1}
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

const [certificate, key] = process.argv.slice(2);
const lifetime = 300;

function newKey(alg) {
  const pair = alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...pair.privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: randomUUID() };
}

const client = (id) => ({
  client_id: id, client_secret: `secret-of-${id}`, grant_types: ['client_credentials'], redirect_uris: [], response_types: [],
});

function provider(issuer, keys) {
  return new Provider(issuer, {
    jwks: { keys },
    clients: [client('dashboard'), client('deployer')],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_, resource) => ({
          scope: '', audience: new URL(resource).hostname, accessTokenFormat: 'jwt', accessTokenTTL: lifetime, jwt: { sign: { alg: keys[0].alg } },
        }),
      },
    },
    extraTokenClaims: (_, token) => ({ roles: [token.clientId === 'deployer' ? 'ringback-admin' : 'ringback-viewer'] }),
  });
}

async function serve() {
  const own = { keys: [newKey('RS256')] };
  const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (request, response) => own.answer(request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  own.issuer = `https://127.0.0.1:${server.address().port}`;
  own.renew = () => { own.answer = provider(own.issuer, own.keys).callback(); };
  own.renew();
  return own;
}

console.warn = console.info = () => {}; // it advises about settings that matter to people who sign in
const own = await serve();
const other = await serve();
console.log(JSON.stringify({ issuer: own.issuer, other: other.issuer }));
for await (const line of createInterface({ input: process.stdin })) {
  const [word, alg] = line.split(' ');
  own.keys = word === 'add' ? [newKey(alg), ...own.keys] : own.keys.slice(0, 1);
  own.renew();
  console.log(JSON.stringify({ keys: own.keys.length }));
}
process.exit(0);
