// Measures feelin's public API on the cases of a file and writes rates per second to standard output as JSON.
// It has no expression that is read once and evaluated often: `evaluate` reads the text each time.
import { readFileSync } from 'node:fs';
import { evaluate, parseDateTime, parseExpression, parseUnaryTests, unaryTest } from 'feelin';

const WARM_MS = 80;
const ROUNDS = 5;
const ROUND_MS = 15;

function rate(action) {
  let calls = 0;
  const warm = performance.now();
  do {
    action();
    calls++;
  } while (performance.now() - warm < WARM_MS);
  const batch = Math.max(1, Math.round((calls / (performance.now() - warm)) * ROUND_MS));
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    for (let i = 0; i < batch; i++) action();
    best = Math.max(best, (batch * 1000) / (performance.now() - start));
  }
  return best;
}

function context(json) {
  return JSON.parse(json, (_, value) =>
    typeof value === 'string' && value.startsWith('@dt:') ? parseDateTime(value.slice(4)) : value);
}

const cases = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const results = cases.map(({ id, expression, json, isTest }) => {
  try {
    const variables = context(json);
    const run = isTest ? unaryTest : evaluate;
    const parse = isTest ? parseUnaryTests : parseExpression;
    return {
      id,
      result: JSON.stringify(run(expression, variables).value ?? null),
      parse: rate(() => parse(expression, variables)),
      evaluate: rate(() => run(expression, variables)),
      fromJson: rate(() => JSON.stringify(run(expression, context(json)).value ?? null)),
    };
  } catch (error) {
    return { id, problem: `${error.message ?? error}` };
  }
});
process.stdout.write(JSON.stringify({ node: process.version, results }));
