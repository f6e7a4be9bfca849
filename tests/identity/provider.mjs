// A real OpenID provider on loopback for the tests: the login name is a key of `people`, any password does.
// node provider.mjs PORT REDIRECT_URI PEOPLE_JSON; the module is found through NODE_PATH's folder given as MODULES.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [port, redirect, people_json] = process.argv.slice(2);
const require = createRequire(`${process.env.MODULES}/`);
const { Provider } = await import(pathToFileURL(require.resolve('oidc-provider')).href);
const people = JSON.parse(people_json);
const day = 86400;
// BEHIND seconds: what it signs is that old already, so that a test sees the end of an hour in a minute.
const [clock, behind] = [Date.now, 1000 * Number(process.env.BEHIND ?? 0)];
Date.now = () => clock() - behind;

new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: 'homeward', client_secret: 'loopback-only', response_types: ['code'],
    grant_types: ['authorization_code'], redirect_uris: [redirect], post_logout_redirect_uris: [redirect],
  }],
  claims: { openid: ['sub'], email: ['email'], profile: ['name', 'groups', 'wards'] },
  conformIdTokenClaims: false,
  findAccount: async (_, id) => people[id] && { accountId: id, claims: async () => ({ sub: id, ...people[id] }) },
  features: { devInteractions: { enabled: true } },
  cookies: { keys: ['tests'] },
  ttl: { IdToken: day, AccessToken: day, Session: day, Interaction: day, Grant: day },
}).listen(Number(port), '127.0.0.1', () => console.log('listening'));
