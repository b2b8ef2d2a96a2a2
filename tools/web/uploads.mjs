// Uploads a picture with the client of tus that most front ends use: in small
// pieces, broken off and gone on with, to a demo newsroom.
//
//	node uploads.mjs PASSWORD http://127.0.0.1:8080
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Upload } from "tus-js-client";

const [password, base] = process.argv.slice(2);

async function ask(path, init = {}, token) {
  const headers = { ...init.headers, ...(token && { Authorization: `Bearer ${token}` }) };
  const answer = await fetch(new URL(path, base), { ...init, headers });
  assert.ok(answer.ok, `${path}: ${answer.status} ${answer.ok || (await answer.text())}`);
  return answer;
}

async function signIn() {
  const answer = await ask("/v1/auth/login", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ email: "photographer@newsdesk.test", password, transport: "body" }),
  });
  return (await answer.json()).access_token;
}

// picture is one that the demo has drawn, in a width that nobody has uploaded.
async function picture() {
  const articles = await (await ask("/v1/articles?limit=50")).json();
  const { hero } = articles.data.find((article) => article.hero);
  return Buffer.from(await (await ask(hero.url)).arrayBuffer());
}

const token = await signIn();
const file = await picture();
const sha256 = createHash("sha256").update(file).digest("hex");
const options = {
  endpoint: new URL("/v1/editorial/uploads", base).href,
  headers: { Authorization: `Bearer ${token}` },
  chunkSize: 8 << 10,
  metadata: { filename: "anh.jpg", sha256, metadata: JSON.stringify({ alt: "Ảnh thử" }) },
};

// begun is an upload that breaks off after some pieces.
const begun = await new Promise((resolve, reject) => {
  const upload = new Upload(file, {
    ...options,
    onError: reject,
    onChunkComplete: async (_size, sent) => {
      if (sent < 3 * options.chunkSize) return;
      await upload.abort();
      resolve(upload);
    },
  });
  upload.start();
});

const halfWay = await (await ask(begun.url, {}, token)).json();
assert.equal(halfWay.state, "uploading");
assert.ok(halfWay.received >= 3 * options.chunkSize && halfWay.received < file.length, `${halfWay.received} bytes are there`);

const seen = [];
await new Promise((resolve, reject) => {
  new Upload(file, {
    ...options,
    uploadUrl: begun.url,
    onProgress: (sent) => seen.push(sent),
    onSuccess: resolve,
    onError: reject,
  }).start();
});
assert.ok(seen[0] >= halfWay.received, `it went on from ${seen[0]}, and ${halfWay.received} bytes were there`);

const done = await (await ask(begun.url, {}, token)).json();
assert.equal(done.state, "ready");
const original = await ask(`/v1/editorial/images/${done.image_id}/original`, {}, token);
assert.deepEqual(Buffer.from(await original.arrayBuffer()), file);
console.log(`${file.length} bytes in pieces of ${options.chunkSize}, broken off at ${halfWay.received}: ${done.image_id}`);
