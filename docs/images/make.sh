#!/usr/bin/env bash
# Makes the documents' pictures anew: runs the demo, prints workbooks with LibreOffice, crops page 1 of each.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sheetreview -C "$work" demo cycle >/dev/null
cp "$work/cycle/returned/dana-cole/mei-tanaka.xlsx" "$work/form.xlsx"
sheetreview -C "$work/cycle" check --return-copies "$work/copies" >/dev/null 2>&1 || true
cp "$work/copies/dana-cole/mei-tanaka.xlsx" "$work/correct.xlsx"
cp "$work/cycle/summary/team-summary.xlsx" "$work/summary.xlsx"
cd "$work"
soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to pdf form.xlsx summary.xlsx correct.xlsx >/dev/null 2>&1
pdftoppm -r 110 -png -singlefile -x 50 -y 55 -W 805 -H 950 form.pdf "$here/form"
pdftoppm -r 110 -png -singlefile -x 50 -y 55 -W 812 -H 890 summary.pdf "$here/summary"
pdftoppm -r 110 -png -singlefile -x 50 -y 55 -W 1180 -H 330 correct.pdf "$here/correct"
