// Facts files and recipes in an editor: yaml-language-server is spoken to as an editor speaks to it (LSP over standard input and
// output), with the JSON Schemas that the program writes.
//
// Takes the program, and the folder that holds node_modules with yaml-language-server.

import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [program, modules] = process.argv.slice(2);
const root = fileURLToPath(new URL("../..", import.meta.url));
const server = join(modules, "node_modules", "yaml-language-server", "bin", "yaml-language-server");
if (!existsSync(server)) {
  console.error(`there is no ${server}`);
  process.exit(3);
}

const folder = mkdtempSync(join(tmpdir(), "chancery-editor-"));
for (const [name, form] of [["facts", "json-schema"], ["recipe", "recipe"]]) {
  const schema = execFileSync(program, ["schema", form], { maxBuffer: 1 << 26 });
  writeFileSync(join(folder, `${name}.schema.json`), schema);
}

const child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const waiting = new Map();
const diagnostics = new Map();
let buffer = Buffer.alloc(0);
let number = 0;

function send(message) {
  const body = JSON.stringify({ jsonrpc: "2.0", ...message });
  child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function request(method, params) {
  number += 1;
  send({ id: number, method, params });
  return new Promise((resolve) => waiting.set(number, resolve));
}

function received(message) {
  if (message.method === "textDocument/publishDiagnostics") {
    diagnostics.get(message.params.uri)?.(message.params.diagnostics);
  } else if (message.id !== undefined && message.method) {
    // The server asks for its settings, and to be told of changes; the defaults do.
    const settings = message.method === "workspace/configuration" ? message.params.items.map(() => null) : null;
    send({ id: message.id, result: settings });
  } else if (waiting.has(message.id)) {
    waiting.get(message.id)(message.result ?? message.error);
    waiting.delete(message.id);
  }
}

child.stdout.on("data", (data) => {
  buffer = Buffer.concat([buffer, data]);
  for (;;) {
    const end = buffer.indexOf("\r\n\r\n");
    if (end < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(buffer.toString("latin1", 0, end))[1]);
    if (buffer.length < end + 4 + length) return;
    const body = buffer.toString("utf8", end + 4, end + 4 + length);
    buffer = buffer.subarray(end + 4 + length);
    received(JSON.parse(body));
  }
});

let faults = 0;
function check(what, right, seen) {
  if (right) {
    console.log(`ok ${what}`);
  } else {
    faults += 1;
    console.log(`FAULT ${what}: ${JSON.stringify(seen)?.slice(0, 1500)}`);
  }
}

/** Opens a text, in which `¦` marks the cursor; gives its address, the place of the cursor and its diagnostics. */
let opened = 0;
async function open(text, schema = "facts") {
  opened += 1;
  const name = `file-${opened}.yaml`;
  const marked = `# yaml-language-server: $schema=${schema}.schema.json\n${text}`;
  const before = marked.split("¦")[0].split("\n");
  const plain = marked.replace("¦", "");
  const path = join(folder, name);
  writeFileSync(path, plain);
  const uri = pathToFileURL(path).href;
  const said = new Promise((resolve) => diagnostics.set(uri, resolve));
  send({
    method: "textDocument/didOpen",
    params: { textDocument: { uri, languageId: "yaml", version: 1, text: plain } },
  });
  const position = { line: before.length - 1, character: before.at(-1).length };
  return { uri, position, diagnostics: await said };
}

async function completed(text, schema) {
  const { uri, position } = await open(text, schema);
  const result = await request("textDocument/completion", { textDocument: { uri }, position });
  return result.items ?? result;
}

async function hovered(text) {
  const { uri, position } = await open(text);
  const result = await request("textDocument/hover", { textDocument: { uri }, position });
  return result?.contents?.value ?? "";
}

// A server that says nothing must not hold up the tests.
const watchdog = setTimeout(() => {
  console.log("FAULT the language server did not answer within two minutes");
  process.exit(1);
}, 120_000);

await request("initialize", {
  processId: process.pid,
  rootUri: pathToFileURL(folder).href,
  capabilities: {
    textDocument: {
      completion: { completionItem: { snippetSupport: true, documentationFormat: ["markdown"] } },
      hover: { contentFormat: ["markdown"] },
      publishDiagnostics: {},
    },
    workspace: { configuration: true },
  },
});
send({ method: "initialized", params: {} });

// What is right is not marked.
for (const path of ["data/azerbaijan-belarus.yaml", "data/registry/states.yaml", "data/registry/organizations.yaml"]) {
  const begun = Date.now();
  const { diagnostics } = await open(readFileSync(join(root, path), "utf8"));
  check(`${path} is not marked (${Date.now() - begun} ms)`, diagnostics.length === 0, diagnostics.slice(0, 3));
}

// What is wrong is marked where it stands, and told in words that help.
const marked = [
  ["an unknown key", "facts:\n  - says:\n      - visit: {visitor: A, host: B, hosts: C}\n", "hosts", /hosts/],
  ["a missing key", "facts:\n  - says:\n      - visit: {visitor: A}\n", "visitor", /host/],
  ["a wrong term", "facts:\n  - says:\n      - membership: {member: A, organization: B, status: fully}\n", "fully", /terms are member, full/],
  ["an unknown kind", "facts:\n  - says:\n      - visist: {visitor: A, host: B}\n", "visist", /visist/],
  ["a wrong date", "facts:\n  - says:\n      - visit: {visitor: A, host: B, during: October 2006}\n", "October 2006", /EDTF/],
  ["a block that says nothing", "facts:\n  - sentence: 4\n", "sentence: 4", /says/],
  ["a wrong modality", "facts:\n  - modality: maybe\n    says:\n      - visit: {visitor: A, host: B}\n", "maybe", /terms are asserted, forecast/],
];
for (const [what, text, place, words] of marked) {
  const { diagnostics } = await open(text);
  const lines = `# yaml-language-server: $schema=facts.schema.json\n${text}`.split("\n");
  const [first] = diagnostics;
  const line = lines[first?.range.start.line] ?? "";
  const at = line.slice(first?.range.start.character ?? 0);
  check(`${what} is marked once`, diagnostics.length === 1, diagnostics);
  check(`${what} is marked in its place`, at.startsWith(place) || line.includes(place), { at, first });
  check(`${what} is told`, words.test(first?.message ?? ""), first);
}

// Keys, kinds and terms are completed.
const wanted = [
  ["the keys of a file", "¦\n", ["document", "entities", "facts"]],
  ["the keys of a block", "facts:\n  - ¦\n", ["says", "sentence", "modality", "visit"]],
  ["the kinds of fact", "facts:\n  - says:\n      - ¦\n", ["membership", "visit", "trade"]],
  ["the keys of a visit", "facts:\n  - says:\n      - visit:\n          visitor: A\n          ¦\n", ["host", "on behalf of", "during"]],
  ["the keys of a visit in braces", "facts:\n  - says:\n      - visit: {visitor: A, ho¦}\n", ["host"]],
  ["the terms of a status", "facts:\n  - says:\n      - membership:\n          status: ¦\n", ["full", "candidate", "observer"]],
  ["the terms of a status in braces", "facts:\n  - says:\n      - membership: {member: A, status: ¦}\n", ["full", "candidate"]],
  ["the terms of a modality", "facts:\n  - modality: ¦\n", ["forecast", "agreed"]],
  ["the kinds of entity", "entities:\n  - ¦\n", ["person", "treaty"]],
  ["the keys of a time", "facts:\n  - says:\n      - visit:\n          during:\n            ¦\n", ["end latest", "expression"]],
  ["the kinds that may stand in place", "facts:\n  - says:\n      - accreditation:\n          mission:\n            ¦\n", ["mission", "consular post"]],
];
for (const [what, text, labels] of wanted) {
  const items = await completed(text);
  const seen = items.map((item) => item.label);
  check(`${what} are completed`, labels.every((label) => seen.includes(label)), seen);
}
const terms = await completed("facts:\n  - says:\n      - membership:\n          status: ¦\n");
const meaning = terms.find((item) => item.label === "candidate")?.documentation;
check("a term comes with its meaning", /admission/.test(JSON.stringify(meaning ?? "")), meaning);
check("numbers are not offered for terms", !terms.some((item) => /^[0-9]+$/.test(item.label)), terms.map((item) => item.label));
const kinds = await completed("facts:\n  - says:\n      - ¦\n");
const visit = kinds.find((item) => item.label === "visit");
check("a kind comes with its meaning", /host/.test(JSON.stringify(visit?.documentation ?? "")), visit);

// Recipes have a schema of their own.
for (const name of readdirSync(join(root, "recipes"))) {
  const { diagnostics } = await open(readFileSync(join(root, "recipes", name), "utf8"), "recipe");
  check(`recipes/${name} is not marked`, diagnostics.length === 0, diagnostics.slice(0, 3));
}
const ofRecipes = [
  ["the keys of a recipe", "¦\n", ["recipe", "columns", "spells", "facts"]],
  ["the keys of a column", "recipe: r\ncolumns:\n  a:\n    ¦\n", ["of", "as", "values", "otherwise"]],
  ["the forms of a column", "recipe: r\ncolumns:\n  a:\n    as: ¦\n", ["integer", "date"]],
  ["the kinds of fact in a recipe", "recipe: r\nfacts:\n  - ¦\n", ["when", "says", "membership"]],
  ["the keys of a membership in a recipe", "recipe: r\nfacts:\n  - membership:\n      ¦\n", ["member", "organization", "during"]],
  ["the terms of a status in a recipe", "recipe: r\nfacts:\n  - membership:\n      status: ¦\n", ["full", "observer"]],
];
for (const [what, text, labels] of ofRecipes) {
  const seen = (await completed(text, "recipe")).map((item) => item.label);
  check(`${what} are completed`, labels.every((label) => seen.includes(label)), seen);
}

// Hovers tell what a kind, a key and a term are.
const hovers = [
  ["a kind", "facts:\n  - says:\n      - vi¦sit: {visitor: A, host: B}\n", [/Somebody goes to see a host/, /```yaml\nvisit: \{/]],
  ["a key", "facts:\n  - says:\n      - visit: {visitor: A, ho¦st: B}\n", [/^#### an agent\n\nWho receives/]],
  ["a key of a block", "facts:\n  - hed¦ge: might\n    visit: {visitor: A, host: B}\n", [/weakens what it says/]],
  ["a key with a closed list", "facts:\n  - mod¦ality: forecast\n    visit: {visitor: A, host: B}\n", [/How the content is presented/, /nobody has undertaken it/]],
  ["a term", "facts:\n  - modality: fore¦cast\n    visit: {visitor: A, host: B}\n", [/nobody has undertaken it/]],
];
for (const [what, text, words] of hovers) {
  const seen = await hovered(text);
  check(`${what} is explained`, words.every((word) => word.test(seen)), seen);
}

await request("shutdown", null);
send({ method: "exit" });
clearTimeout(watchdog);
rmSync(folder, { recursive: true, force: true });
process.exit(faults ? 1 : 0);
