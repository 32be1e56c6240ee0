#!/usr/bin/env bash
# Makes the README's pictures anew: runs the demo, prints a form and the summary with LibreOffice, crops page 1.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sheetreview -C "$work" demo cycle >/dev/null
cp "$work/cycle/returned/dana-cole/mei-tanaka.xlsx" "$work/form.xlsx"
cp "$work/cycle/summary/team-summary.xlsx" "$work/summary.xlsx"
cd "$work"
soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to pdf form.xlsx summary.xlsx >/dev/null 2>&1
pdftoppm -r 110 -png -singlefile -x 50 -y 55 -W 805 -H 950 form.pdf "$here/form"
pdftoppm -r 110 -png -singlefile -x 45 -y 55 -W 1198 -H 730 summary.pdf "$here/summary"
