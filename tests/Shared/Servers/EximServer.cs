using static System.FormattableString;

namespace Fairlead.Tests.Servers;

/// <summary>
/// Exim, which delivers what it takes into Dovecot's mailboxes. It has no mailbox for <c>nobody@…</c> and none for <c>busy@…</c> at the
/// moment. It needs to be started by root: it opens its configuration for no other, unless that is installed for the whole machine.
/// </summary>
internal sealed class EximServer(LocalServer server, int submission, int overTls, int open) : IAsyncDisposable
{
    public const string User = "shop";
    public const string Password = "another-long-password";

    public LocalServer Server => server;

    /// <summary>Takes logins once STARTTLS is done.</summary>
    public int Submission => submission;

    /// <summary>TLS from the first byte.</summary>
    public int OverTls => overTls;

    /// <summary>Takes mails and logins of anybody, in the clear.</summary>
    public int Open => open;

    public static async Task<EximServer> StartAsync(
        (string Certificate, string Key) certificate, int lmtp, CancellationToken cancellation)
    {
        var program = LocalServer.Require("exim4", "exim4-daemon-light");
        if (Environment.UserName != "root")
            Assert.Skip("Exim reads a configuration of a test for root alone; these tests run where tests run as root.");
        var folder = Directory.CreateTempSubdirectory("fairlead-exim").FullName;
        DovecotServer.ShareWithAccount(folder);
        Directory.CreateDirectory(Path.Combine(folder, "spool"));
        DovecotServer.ShareWithAccount(Path.Combine(folder, "spool"));
        var (submission, overTls, open) = (LocalServer.FindFreePort(), LocalServer.FindFreePort(), LocalServer.FindFreePort());
        await File.WriteAllTextAsync(
            Path.Combine(folder, "exim.conf"),
            """
                exim_user = [[account]]
                exim_group = [[account]]
                deliver_drop_privilege = true
                keep_environment =
                spool_directory = [[folder]]/spool
                log_file_path = [[folder]]/spool/%slog
                pid_file_path = [[folder]]/spool/exim.pid
                primary_hostname = localhost
                local_interfaces = 127.0.0.1
                daemon_smtp_ports = [[submission]] : [[overTls]] : [[open]]
                tls_on_connect_ports = [[overTls]]
                tls_advertise_hosts = *
                tls_certificate = [[certificate]]
                tls_privatekey = [[key]]
                smtp_accept_max = 0
                queue_run_max = 20
                acl_smtp_rcpt = rcpt
                begin acl
                rcpt:
                  deny message = there is no such mailbox
                       local_parts = nobody
                  defer message = come again later
                       local_parts = busy
                  accept condition = ${if eq{$received_port}{[[open]]}}
                  require authenticated = *
                  accept
                begin routers
                all:
                  driver = manualroute
                  transport = lmtp
                  route_list = * 127.0.0.1 byname
                  self = send
                begin transports
                lmtp:
                  driver = smtp
                  protocol = lmtp
                  port = [[lmtp]]
                  allow_localhost
                  hosts_try_fastopen =
                begin retry
                * * F,1h,1s
                begin authenticators
                plain:
                  driver = plaintext
                  public_name = PLAIN
                  server_condition = ${if and{{eq{$auth2}{[[user]]}}{eq{$auth3}{[[password]]}}}}
                  server_set_id = $auth2
                  server_advertise_condition = ${if or{{def:tls_in_cipher}{eq{$received_port}{[[open]]}}}}

                """
                .Replace("[[account]]", DovecotServer.Account, StringComparison.Ordinal)
                .Replace("[[folder]]", folder, StringComparison.Ordinal)
                .Replace("[[submission]]", Invariant($"{submission}"), StringComparison.Ordinal)
                .Replace("[[overTls]]", Invariant($"{overTls}"), StringComparison.Ordinal)
                .Replace("[[open]]", Invariant($"{open}"), StringComparison.Ordinal)
                .Replace("[[lmtp]]", Invariant($"{lmtp}"), StringComparison.Ordinal)
                .Replace("[[certificate]]", certificate.Certificate, StringComparison.Ordinal)
                .Replace("[[key]]", certificate.Key, StringComparison.Ordinal)
                .Replace("[[user]]", User, StringComparison.Ordinal)
                .Replace("[[password]]", Password, StringComparison.Ordinal),
            cancellation);
        var server = await LocalServer.StartAsync(
            new ServerPlan
            {
                Name = "exim",
                Command = [program, "-C", Path.Combine(folder, "exim.conf"), "-bdf", "-q1m"],
                Folder = folder,
                OwnsFolder = true,
                IsReady = token => LocalServer.AcceptsAsync(open, token),
            },
            cancellation);
        return new EximServer(server, submission, overTls, open);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
