// ladybug.mjs - the same data and queries on Ladybug, the successor of Kuzu.
//
//   node ladybug.mjs FOLDER [ASKS]
//
// FOLDER has the CSV files, schema.cypher, copy.cypher and the queries with
// their answers, and a node_modules/ with @ladybugdb/core. Loads with COPY into
// memory, compares the answers of the test file, and prints what each query
// takes, as a prepared statement, for ASKS random ids (200): the median of five
// rounds, in microseconds. IS2 and IS6 follow one or two replies, as the file
// has them. A minute and a half in all.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const folder = resolve(process.argv[2] ?? ".");
const asks = Number(process.argv[3] ?? 200);
const ladybug = createRequire(join(folder, "from.js"))("@ladybugdb/core");
const connection = new ladybug.Connection(new ladybug.Database(":memory:"));
const read = (name) => readFileSync(join(folder, name), "utf8");

// --- The data ---------------------------------------------------------------

function load() {
  const start = performance.now();
  const lines = (read("schema.cypher") + read("copy.cypher")).split("\n");

  for (const line of lines.filter((text) => text.trim()))
    connection.querySync(
      line.replace(/"[^"]*\/([^/"]*)"/, (_, file) => `"${join(folder, file)}"`),
    );
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`ladybug ${ladybug.VERSION}: loaded in ${seconds} s`);
}

// --- Queries ----------------------------------------------------------------

// {name, id, sql, rows} of each test; the id becomes a parameter, and an INT64
// again, which JavaScript does not have: without the cast some take twice as
// long.
function tests() {
  const test =
    /-LOG (IS\d)\n-STATEMENT ([^]*?)\n---- (\d+)\n([^]*?)(?=\n\n|\n#|$)/g;

  return [...read("interactive_short.test").matchAll(test)].map((found) => ({
    name: found[1],
    id: Number(found[2].match(/\{id: (\d+)/)[1]),
    sql: found[2].replace(
      /\{id: \d+ *\}/,
      () => "{id: CAST($id, 'INT64')}",
    ),
    rows: found[4].split("\n").slice(0, Number(found[3])),
  }));
}

function ask(statement, id) {
  return connection.executeSync(statement, { id }).getAllSync();
}

// Numbers beyond 2^53 lose their last digits on the way to JavaScript, so both
// sides are rounded alike.
function same(value) {
  return /^\d{17,}$/.test(value) ? String(Number(value)) : value;
}

function text(value) {
  if (typeof value === "boolean") return value ? "True" : "False";
  return String(value);
}

function check(test, statement) {
  const lines = ask(statement, test.id).map((row) =>
    Object.values(row).map(text).map(same).join("|"),
  );
  const wanted = test.rows.map((row) => row.split("|").map(same).join("|"));

  if (lines.sort().join("\n") !== wanted.sort().join("\n"))
    throw new Error(`${test.name}: ${lines.join("\n")}\n${wanted.join("\n")}`);
}

// --- Time -------------------------------------------------------------------

function ids(tables) {
  return tables.flatMap((name) =>
    connection
      .querySync(`MATCH (n:${name}) RETURN n.id AS id`)
      .getAllSync()
      .map((row) => row.id),
  );
}

function median_us(statement, among) {
  const rounds = [];

  for (let round = 0; round < 6; round++) {
    const asked = Array.from(
      { length: asks },
      () => among[Math.floor(Math.random() * among.length)],
    );
    const start = performance.now();

    for (const id of asked) ask(statement, id);
    rounds.push(((performance.now() - start) * 1000) / asks);
  }
  return rounds.slice(1).sort((a, b) => a - b)[2];
}

load();
const persons = ids(["Person"]);
const messages = ids(["Post", "Comment"]);
const comments = ids(["Comment"]);

for (const test of tests()) {
  const statement = connection.prepareSync(test.sql);
  const among =
    test.name <= "IS3" ? persons : test.name === "IS6" ? comments : messages;

  if (!statement.isSuccess()) throw new Error(statement.getErrorMessage());
  check(test, statement);
  console.log(
    `${test.name} ${median_us(statement, among).toFixed(0).padStart(8)} us`,
  );
}
