# A Dovecot with one mailbox. See tools/example-servers.
require dovecot dovecot-imapd || return 0
port=$(free_port)
password=$(head -c 12 /dev/urandom | od -An -tx1 | tr -d ' \n')
# Where it may not run as whoever started this, it needs a folder that its own account can reach.
home=$(mktemp -d)
account=$(id -un)
as=()
if [ "$account" = root ]; then
  account=mail
  as=(setpriv --reuid=mail --regid=mail --clear-groups)
  chown mail:mail "$home"
fi
cat >"$home/dovecot.conf" <<CONF
base_dir = $home/run
state_dir = $home/state
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
ssl = no
default_internal_user = $account
default_internal_group = $(id -gn "$account")
default_login_user = $account
mail_location = maildir:$home/mail
first_valid_uid = 1
disable_plaintext_auth = no
passdb {
  driver = static
  args = password=$password
}
userdb {
  driver = static
  args = uid=$account gid=$(id -gn "$account") home=$home
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $port
  }
  inet_listener imaps {
    port = 0
  }
}
namespace inbox {
  inbox = yes
  separator = /
}
CONF
# The folder goes when we are gone, however that happens.
setsid bash -c 'tail --pid="$1" -f /dev/null; sleep 1; rm -rf "$2"' clean $$ "$home" >/dev/null 2>&1 </dev/null 3<&- &
start "${as[@]}" dovecot -F -c "$home/dovecot.conf"
wait_for listens "$port"
secret IMAP_PORT "$port"
secret MAILBOX orders@example.com
secret MAIL_PASSWORD "$password"
allow "127.0.0.1:$port"
show IMAP_PORT "$port"
show MAILBOX orders@example.com
show MAIL_PASSWORD "$password"
