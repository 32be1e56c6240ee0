// Types into spreadsheets and saves them with SheetJS. Jobs come as JSON on the standard input:
// [{source, set: {A1: content}, targets: [path]}]; a content is a number, a truth value, null, {text}, {keyed} or {date},
// {formula, value} or {error}.
import { readFileSync, writeFileSync } from "node:fs";
import { extname } from "node:path";
import XLSX from "xlsx";

const KINDS = { ".xlsx": "xlsx", ".xls": "biff8", ".ods": "ods" };
const ERRORS = { "#N/A": 0x2a, "#REF!": 0x17 };
const MS_OF_DAY = 86400000;

function cell(content, style) {
  if (typeof content === "number") return { t: "n", v: content, ...style };
  if (typeof content === "boolean") return { t: "b", v: content };
  if ("date" in content) {
    const serial = (Date.parse(content.date) - Date.UTC(1899, 11, 30)) / MS_OF_DAY;
    return { t: "n", v: serial, z: "yyyy-mm-dd" };
  }
  if ("error" in content) return { t: "e", v: ERRORS[content.error] };
  if ("formula" in content && "value" in content) return { t: "n", f: content.formula, v: content.value };
  if ("formula" in content) return { t: "n", f: content.formula };
  return { t: "s", v: content.text ?? content.keyed };
}

for (const job of JSON.parse(readFileSync(0, "utf8"))) {
  const book = XLSX.read(readFileSync(job.source), { cellNF: true, cellFormula: true, sheetStubs: true });
  const sheet = book.Sheets[book.SheetNames[0]];
  for (const [address, content] of Object.entries(job.set ?? {})) {
    if (content === null) delete sheet[address];
    else sheet[address] = cell(content, { z: sheet[address]?.z });
  }
  for (const target of job.targets) {
    const kind = extname(target);
    if (kind === ".csv") writeFileSync(target, XLSX.utils.sheet_to_csv(sheet));
    else writeFileSync(target, XLSX.write(book, { type: "buffer", bookType: KINDS[kind] }));
  }
}
