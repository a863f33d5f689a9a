using System.Diagnostics;
using static System.FormattableString;

namespace Fairlead.Tests.Servers;

/// <summary>Dovecot: IMAP with IDLE, POP3 and LMTP. Every address is a mailbox with the password <see cref="Password"/>.</summary>
internal sealed class DovecotServer(LocalServer server, string folder, IReadOnlyDictionary<string, int> ports) : IAsyncDisposable
{
    public const string Password = "long-enough-password";

    /// <summary>An account of Debian that has a group of its name. Dovecot keeps to one account here, so that it needs no rights of root.</summary>
    public const string Account = "mail";

    private static int _mails;

    public LocalServer Server => server;

    public int Imap => ports["imap"];

    /// <summary>TLS from the first byte; 0 without a certificate.</summary>
    public int Imaps => ports["imaps"];

    public int Pop3 => ports["pop3"];

    public int Pop3s => ports["pop3s"];

    public int Lmtp => ports["lmtp"];

    /// <param name="certificate">PEM files of a certificate and its key; null for a server without TLS.</param>
    /// <param name="hasIdle">Whether it tells of new mail by itself.</param>
    /// <param name="cancellation">Ends the start.</param>
    public static async Task<DovecotServer> StartAsync(
        (string Certificate, string Key)? certificate, CancellationToken cancellation, bool hasIdle = true)
    {
        var program = LocalServer.Require("dovecot", "dovecot-imapd");
        LocalServer.Require("/usr/lib/dovecot/pop3", "dovecot-pop3d");
        LocalServer.Require("/usr/lib/dovecot/lmtp", "dovecot-lmtpd");
        var folder = Directory.CreateTempSubdirectory("fairlead-dovecot").FullName;
        ShareWithAccount(folder);
        Directory.CreateDirectory(Path.Combine(folder, "mail"));
        ShareWithAccount(Path.Combine(folder, "mail"));
        string[] names = ["imap", "imaps", "pop3", "pop3s", "lmtp"];
        var ports = names.ToDictionary(
            name => name, name => certificate is null && name is "imaps" or "pop3s" && certificate is null ? 0 : LocalServer.FindFreePort());
        await File.WriteAllTextAsync(Path.Combine(folder, "dovecot.conf"), Configuration(folder, ports, certificate, hasIdle), cancellation);
        var server = await LocalServer.StartAsync(
            new ServerPlan
            {
                Name = "dovecot",
                Command = [program, "-F", "-c", Path.Combine(folder, "dovecot.conf")],
                Folder = folder,
                OwnsFolder = true,
                User = Account,
                IsReady = async token => await LocalServer.AcceptsAsync(ports["imap"], token) && await LocalServer.AcceptsAsync(ports["lmtp"], token),
            },
            cancellation);
        return new DovecotServer(server, folder, ports);
    }

    /// <summary>Puts mails where they lie, past any protocol.</summary>
    /// <param name="address">Whose.</param>
    /// <param name="mails">As they are on the wire, with lines that end in a line feed.</param>
    public async Task PutAsync(string address, IEnumerable<byte[]> mails, CancellationToken cancellation)
    {
        var inbox = Path.Combine(folder, "mail", address);
        foreach (var part in Directory.Exists(Path.Combine(inbox, "tmp")) ? (string[])[] : ["", "cur", "new", "tmp"])
        {
            Directory.CreateDirectory(Path.Combine(inbox, part));
            ShareWithAccount(Path.Combine(inbox, part));
        }

        foreach (var mail in mails)
        {
            var name = Invariant($"{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}.M{Interlocked.Increment(ref _mails):D8}.test");
            var written = Path.Combine(inbox, "tmp", name);
            await File.WriteAllBytesAsync(written, mail, cancellation);
            // It shows up in one moment.
            File.Move(written, Path.Combine(inbox, "new", name));
        }
    }

    /// <summary>After a kill, too: then its note of its own number is still there, and that may be the number of something else by now.</summary>
    public Task StartAgainAsync(CancellationToken cancellation)
    {
        File.Delete(Path.Combine(folder, "run", "master.pid"));
        return server.StartAgainAsync(cancellation);
    }

    /// <summary>Mails in an inbox that nobody has marked as read, by the names of their files.</summary>
    public int CountUnread(string address) => ((string[])["cur", "new"])
        .Select(part => Path.Combine(folder, "mail", address, part))
        .Where(Directory.Exists)
        .SelectMany(Directory.EnumerateFiles)
        .Count(file => Path.GetFileName(file).Split(":2,") is not [_, var flags] || !flags.Contains('S', StringComparison.Ordinal));

    public ValueTask DisposeAsync() => server.DisposeAsync();

    /// <summary>Lets a folder be used by the account that servers run under where tests run as root.</summary>
    internal static void ShareWithAccount(string path)
    {
        if (Environment.UserName != "root")
            return;
        using var chown = Process.Start(new ProcessStartInfo("chown", [$"{Account}:{Account}", path]))!;
        chown.WaitForExit();
        Assert.Equal(0, chown.ExitCode);
    }

    private static string Configuration(
        string folder, Dictionary<string, int> ports, (string Certificate, string Key)? certificate, bool hasIdle)
    {
        var account = Environment.UserName == "root" ? Account : Environment.UserName;
        return Invariant($$"""
            base_dir = {{folder}}/run
            state_dir = {{folder}}/state
            log_path = /dev/stderr
            protocols = imap pop3 lmtp
            listen = 127.0.0.1
            default_internal_user = {{account}}
            default_internal_group = {{account}}
            default_login_user = {{account}}
            mail_location = maildir:{{folder}}/mail/%u
            mail_uid = {{account}}
            mail_gid = {{account}}
            first_valid_uid = 1
            disable_plaintext_auth = no
            auth_mechanisms = plain
            mail_max_userip_connections = 200
            auth_failure_delay = 0
            {{(hasIdle ? "" : "imap_capability = IMAP4rev1 LITERAL+ UIDPLUS MOVE NAMESPACE")}}
            {{(certificate is var (pem, key) ? $"ssl = yes\nssl_cert = <{pem}\nssl_key = <{key}" : "ssl = no")}}
            passdb {
              driver = static
              args = password={{Password}}
            }
            userdb {
              driver = static
              args = uid={{account}} gid={{account}} home={{folder}}/mail/%u allow_all_users=yes
            }
            service anvil {
              chroot =
            }
            service stats {
              chroot =
            }
            service imap-login {
              chroot =
              process_min_avail = 0
              inet_listener imap {
                port = {{ports["imap"]}}
              }
              inet_listener imaps {
                port = {{ports["imaps"]}}
                ssl = yes
              }
            }
            service pop3-login {
              chroot =
              inet_listener pop3 {
                port = {{ports["pop3"]}}
              }
              inet_listener pop3s {
                port = {{ports["pop3s"]}}
                ssl = yes
              }
            }
            service lmtp {
              inet_listener lmtp {
                address = 127.0.0.1
                port = {{ports["lmtp"]}}
              }
            }
            namespace inbox {
              inbox = yes
              separator = /
            }

            """);
    }
}
