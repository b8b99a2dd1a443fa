// npm's certified `oidc-provider` as an employer's identity provider, for the tests (certified.py starts it).
//
// It listens on a free port of this machine and ends when its input does. Each line of input is a JSON object of what
// to change, each line of output answers one; the first line of output says where it listens. The client, the people
// with what is known of them, and the keys are the tests'; all that is answered is the provider's own.

import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import Provider from "oidc-provider";

const state = { client: {}, people: {}, signs: "one", publishes: ["one"], asked: {} };
const [rows, keys, providers] = [new Map(), new Map(), new Map()];
let issuer = "";

// Output is for our own answers: what the provider remarks goes with its complaints.
console.info = console.warn;

// One store for all the providers below, so that a log-in goes on while the keys are changed.
class Store {
    constructor(kind) {
        this.kind = kind;
    }

    name(id) {
        return `${this.kind}:${id}`;
    }

    async find(id) {
        return this.kind === "Client" && id === state.client.client_id ? state.client : rows.get(this.name(id));
    }

    async findByUid(uid) {
        return [...rows].find(([name, row]) => name.startsWith(this.name("")) && row.uid === uid)?.[1];
    }

    async upsert(id, row) {
        rows.set(this.name(id), row);
    }

    async consume(id) {
        rows.get(this.name(id)).consumed = Math.floor(Date.now() / 1000);
    }

    async destroy(id) {
        rows.delete(this.name(id));
    }

    async revokeByGrantId(grant) {
        rows.forEach((row, name) => row.grantId === grant && rows.delete(name));
    }
}

function key(name) {
    if (!keys.has(name)) {
        const made = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
        keys.set(name, { ...made, kid: name, use: "sig", alg: "RS256" });
    }
    return keys.get(name);
}

// A provider takes its keys once and for all, so there is one for each list of keys; the first of them signs.
function providerWith(names) {
    const known = names.join();
    if (!providers.has(known)) {
        const made = new Provider(issuer, {
            acrValues: ["Level3", "Level4"],
            adapter: Store,
            claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "pid"], groups: ["groups"] },
            cookies: { keys: ["of the tests"] },
            features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
            findAccount: (_context, id) => state.people[id] && accountOf(id),
            interactions: { url: (_context, interaction) => `/login/${interaction.uid}` },
            jwks: { keys: names.map(key) },
            loadExistingGrant: grantByTheEmployer,
            pkce: { required: () => true },
            scopes: ["openid", "email", "profile", "groups"],
            ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
        });
        made.on("authorization.success", (context) => Object.assign(state, { asked: { ...context.oidc.params } }));
        providers.set(known, made);
    }
    return providers.get(known);
}

function accountOf(id) {
    return { accountId: id, claims: () => ({ sub: id, ...state.people[id].claims }) };
}

// Nobody is asked whether the employer's own system may know who they are.
async function grantByTheEmployer(context) {
    const { client, provider, session } = context.oidc;
    const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
    grant.addOIDCScope("openid email profile groups");
    await grant.save();
    return grant;
}

const FORM = `<!doctype html><html lang="nb"><title>Kommunens innlogging</title><link rel="icon" href="data:,">
<h1>Kommunens innlogging</h1><form method="post"><label>Ansatt <input name="person"></label>
<label>PIN <input name="pin" type="password"></label><button>Fortsett</button></form></html>`;

async function logIn(request, response) {
    const provider = providerWith([state.signs]);
    await provider.interactionDetails(request, response);
    let body = "";
    for await (const part of request) {
        body += part;
    }
    const given = new URLSearchParams(body);
    const person = state.people[given.get("person")];
    if (person && person.pin === given.get("pin")) {
        const login = { accountId: given.get("person"), acr: person.acr };
        await provider.interactionFinished(request, response, { login });
    } else {
        const status = request.method === "GET" ? 200 : 403;
        response.writeHead(status, { "Content-Type": "text/html; charset=utf-8" }).end(FORM);
    }
}

const server = createServer((request, response) => {
    if (request.url.startsWith("/login/")) {
        logIn(request, response).catch((error) => response.writeHead(400).end(String(error)));
    } else {
        providerWith(request.url === "/jwks" ? state.publishes : [state.signs]).callback()(request, response);
    }
});
server.listen(0, "127.0.0.1", () => {
    issuer = `http://127.0.0.1:${server.address().port}`;
    process.stdout.write(`${JSON.stringify({ issuer })}\n`);
});

const input = createInterface({ input: process.stdin });
input.on("line", (line) => {
    Object.assign(state, JSON.parse(line));
    process.stdout.write(`${JSON.stringify({ asked: state.asked })}\n`);
});
input.on("close", () => process.exit(0));
