// Reads a Parquet file with a reader that is not ours. Usage: node parquet.mjs FILE   prints {"rows":N,"types":{…},"first":{…}}
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';

const file = await asyncBufferFromFile(process.argv[2]);
const metadata = await parquetMetadataAsync(file);
const rows = await parquetReadObjects({ file });
const types = Object.fromEntries(metadata.schema.slice(1).map(each => [each.name, each.logical_type?.type ?? each.type]));
const plain = (_, value) => typeof value === 'bigint' ? Number(value) : value;
console.log(JSON.stringify({ rows: rows.length, groups: metadata.row_groups.length, types, first: rows[0], last: rows.at(-1) }, plain));
