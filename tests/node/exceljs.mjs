// Types into .xlsx workbooks and saves them with ExcelJS. Jobs come as JSON on the standard input:
// [{source, set: {A1: content}, targets: [path]}]; a content is a number, a truth value, null, {text}, {keyed} or {date},
// {formula, value} or {error}.
import { readFileSync } from "node:fs";
import ExcelJS from "exceljs";

function value(content) {
  if (content === null || typeof content !== "object") return content;
  if ("date" in content) return new Date(`${content.date}T00:00:00Z`);
  if ("error" in content) return { error: content.error };
  if ("formula" in content) return { formula: content.formula, result: content.value };
  return content.text ?? content.keyed;
}

for (const job of JSON.parse(readFileSync(0, "utf8"))) {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(job.source);
  const sheet = book.worksheets[0];
  for (const [address, content] of Object.entries(job.set ?? {})) sheet.getCell(address).value = value(content);
  for (const target of job.targets) await book.xlsx.writeFile(target);
}
