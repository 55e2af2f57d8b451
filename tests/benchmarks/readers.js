// SheetJS and PapaParse, as `readers.py` has the others: `node readers.js READER FILE`.
"use strict";
const fs = require("fs");

// As its users read a file: from the disk, with dense sheets, into one array a row.
function sheetjs(path) {
  const XLSX = require("xlsx");
  return async () => {
    const book = XLSX.readFile(path, { dense: true });
    return XLSX.utils.sheet_to_json(book.Sheets[book.SheetNames[0]], { header: 1 }).length - 1;
  };
}

// As a stream, since a string in Node ends at 512 MB; the rows are counted and not kept.
function papaparse(path) {
  const Papa = require("papaparse");
  return () =>
    new Promise((resolve, reject) => {
      let rows = -1;
      Papa.parse(fs.createReadStream(path), {
        skipEmptyLines: true,
        chunk: (results) => (rows += results.data.length),
        complete: () => resolve(rows),
        error: reject,
      });
    });
}

async function main(reader, path) {
  let read;
  try {
    read = { sheetjs, papaparse }[reader](path);
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    console.log(JSON.stringify({ absent: true }));
    return;
  }
  const began = process.hrtime.bigint();
  const rows = await read();
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const peak = /VmHWM:\s+(\d+)/.exec(fs.readFileSync("/proc/self/status", "ascii"))[1];
  console.log(JSON.stringify({ seconds, peak_mb: peak / 1024, rows }));
}

main(...process.argv.slice(2));
