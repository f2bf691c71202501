// As much of curl as the pages use: node curl.mjs [-s] [-f] [-X METHOD] [-H 'Name: value'] [-d DATA|@FILE] URL
import { readFileSync } from 'node:fs';

const { argv } = process;
let url = '';
let method;
let body;
let fail = false;
const headers = {};
for (let at = 2; at < argv.length; at += 1) {
  const word = argv[at];
  if (word === '-X') method = argv[++at];
  else if (word === '-H') {
    const [name, ...value] = argv[++at].split(':');
    headers[name] = value.join(':').trim();
  } else if (word === '-d') {
    const data = argv[++at];
    body = data.startsWith('@') ? readFileSync(data.slice(1)) : data;
  } else if (/^-\w*f/.test(word)) fail = true;
  else if (!word.startsWith('-')) url = word;
}
try {
  const answer = await fetch(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers,
    ...(body === undefined ? {} : { body }),
  });
  if (fail && !answer.ok) process.exitCode = 22;
  else process.stdout.write(await answer.text());
} catch {
  process.exitCode = 7;
}
