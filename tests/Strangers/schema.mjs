// Holds YAML files against a JSON Schema, as an editor does. Usage: node schema.mjs SCHEMA FILE…   prints {"FILE":["…error"]}
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { parse } from 'yaml';

const [schema, ...files] = process.argv.slice(2);
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
formats(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')));
const said = {};
for (const file of files) {
  validate(parse(readFileSync(file, 'utf8')));
  said[file] = (validate.errors ?? []).map(error => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
}
console.log(JSON.stringify(said));
