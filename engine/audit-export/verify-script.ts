/** verify.sh: what an auditor runs on the zip, with nothing of ours but what is in it. */
export const VERIFY_SCRIPT = String.raw`#!/bin/sh
# Checks an audit export of satmachine without satmachine.
#
#   sh verify.sh [folder or zip] [verify.sql]
#
# The folder is the one with SHA256SUMS; without any, the one that you are in. Needed are unzip (for a zip), sha256sum (or
# shasum) and psql, with some PostgreSQL (11 or newer): DATABASE_URL or the PG... variables say which. Only temporary tables
# are made there. VERIFY.md says what is checked. Exit code 0: all is well; 1: something is wrong, and named; 2: not checked.
set -u

stop() { echo "verify.sh: $1" >&2; exit 2; }

if command -v sha256sum >/dev/null 2>&1; then sha256() { sha256sum "$@"; }
elif command -v shasum >/dev/null 2>&1; then sha256() { shasum -a 256 "$@"; }
else stop 'neither sha256sum nor shasum is here: install coreutils'; fi
command -v psql >/dev/null 2>&1 || stop 'psql is not here: install the client of PostgreSQL'

place=$(unset CDPATH; cd . && pwd)
given=${'$'}{1:-.}
sql=${'$'}{2:-}
[ -e "$given" ] || stop "there is no $given"
if [ -n "$sql" ]; then
  [ -f "$sql" ] || stop "there is no $sql"
  case $sql in /*) ;; *) sql=$place/$sql ;; esac
fi
wrong=0
work=$(mktemp -d) || stop 'no temporary folder can be made'
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM

if [ -f "$given" ]; then
  command -v unzip >/dev/null 2>&1 || stop 'unzip is not here: install it, or unpack the zip and name the folder'
  sum=$(sha256 "$given" | cut -c 1-64)
  echo "$(basename "$given"): SHA-256 $sum"
  case $(basename "$given") in
    *_"$(echo "$sum" | cut -c 1-8)".zip) ;;
    *) echo "WRONG: the zip is not the one that its name was given to"; wrong=1 ;;
  esac
  unzip -q "$given" -d "$work/files" || stop "$given can't be unpacked"
  given=$work/files
fi
cd "$given" || stop "$given can't be entered"
[ -f SHA256SUMS ] || stop "there is no SHA256SUMS in $given"

echo '1. The files, by SHA256SUMS'
sha256 -c SHA256SUMS >"$work/sums" 2>/dev/null
sed -n -e 's/: OK$//' -e t -e 's/^/WRONG: /p' "$work/sums"
grep -v ': OK$' "$work/sums" >/dev/null && wrong=1
[ -s "$work/sums" ] || { echo 'WRONG: SHA256SUMS names no file'; wrong=1; }
for file in * .[!.]*; do
  [ -e "$file" ] && [ "$file" != SHA256SUMS ] || continue
  cut -c 67- SHA256SUMS | grep -Fqx -- "$file" || { echo "WRONG: $file is not in SHA256SUMS"; wrong=1; }
done
[ $wrong -eq 0 ] && echo 'Every file is as SHA256SUMS says.'

echo '2. The figures, by verify.sql'
psql --no-psqlrc --quiet -v ON_ERROR_STOP=1 -f "${'$'}{sql:-verify.sql}" ${'$'}{DATABASE_URL:+"$DATABASE_URL"} >"$work/checks" 2>"$work/errors"
ended=$?
sed -e 's/: 0$/: none/' -e t -e 's/^/WRONG: /' "$work/checks"
grep -v ': 0$' "$work/checks" >/dev/null && wrong=1
if [ $ended -eq 3 ]; then
  # A file that is no longer such a table is itself what is wrong.
  sed 's/^/WRONG: /' "$work/errors"
  wrong=1
elif [ $ended -ne 0 ]; then
  cat "$work/errors" >&2
  stop 'psql could not check the figures'
fi
[ -s "$work/checks" ] || { echo 'WRONG: nothing was checked'; wrong=1; }

if [ $wrong -ne 0 ]; then echo 'RESULT: something is wrong, see above.'; exit 1; fi
echo 'RESULT: all is well.'
`
