using System.Net.Security;
using System.Text;
using Fairlead.Connectors.Sdk;
using MailKit;
using MailKit.Security;

namespace Fairlead.Connectors.Email.Sessions;

/// <summary>Opens a connection within the network policy, encrypts it, and logs in.</summary>
internal static class MailConnection
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(20);

    /// <summary>Ports that have spoken TLS from the first byte since before there was STARTTLS.</summary>
    private const int SubmissionOverTls = 465;

    /// <param name="create">Makes a client of the protocol.</param>
    /// <param name="connect">Of the call or of the subscription.</param>
    /// <exception cref="ConnectorException">It cannot be opened; the message says why.</exception>
    public static async Task<TClient> OpenAsync<TClient>(
        MailServer server,
        EmailAuthentication authentication,
        Func<TClient> create,
        Func<string, int, CancellationToken, ValueTask<Stream>> connect,
        TimeProvider time,
        CancellationToken cancellation)
        where TClient : class, IMailService
    {
        var client = await MailFailure.NamedAsync(server, token => ConnectAsync(server, create, connect, token), (AtMost, time), cancellation);
        if (authentication is not EmailAuthentication.Simple login)
            return client;
        try
        {
            await MailFailure.NamedAsync(server, token => LogInAsync(server, client, login, token), (AtMost, time), cancellation);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <remarks>
    /// With TLS the original encrypts IMAP and POP3 from the first byte, as with SSL, and SMTP after STARTTLS, where the server has that. Here
    /// it is encrypted in any case: a port of IMAP or POP3 that speaks in the clear first is asked for STARTTLS.
    /// </remarks>
    private static async Task<TClient> ConnectAsync<TClient>(
        MailServer server,
        Func<TClient> create,
        Func<string, int, CancellationToken, ValueTask<Stream>> connect,
        CancellationToken cancellation)
        where TClient : class, IMailService
    {
        var isImplicit = server.Encryption is CryptographicProtocol.Ssl
            || (server.Encryption is CryptographicProtocol.Tls && (server.Protocol is not MailProtocol.Smtp || server.Port is SubmissionOverTls));
        if (!isImplicit)
        {
            var wanted = server.Encryption is CryptographicProtocol.None ? SecureSocketOptions.None : SecureSocketOptions.StartTls;
            return await TryAsync(server, create, connect, wanted, cancellation)
                ?? throw new ConnectorException(MailFailure.Tls, $"{Capital(server)} does not offer STARTTLS. Choose SSL, or another port.");
        }

        if (await TryAsync(server, create, connect, SecureSocketOptions.SslOnConnect, cancellation) is { } client)
            return client;
        var second = server.Encryption is CryptographicProtocol.Tls
            ? await TryAsync(server, create, connect, SecureSocketOptions.StartTls, cancellation)
            : null;
        return second ?? throw new ConnectorException(
            MailFailure.Tls, $"{Capital(server)} does not speak TLS at this port. Check the port, and what it is for.");
    }

    /// <returns>Null when the other side speaks no TLS in this way.</returns>
    private static async Task<TClient?> TryAsync<TClient>(
        MailServer server,
        Func<TClient> create,
        Func<string, int, CancellationToken, ValueTask<Stream>> connect,
        SecureSocketOptions options,
        CancellationToken cancellation)
        where TClient : class, IMailService
    {
        var client = create();
        SslPolicyErrors? seen = null;
        // Revocation lists would be fetched past the network policy.
        client.CheckCertificateRevocation = false;
        client.ServerCertificateValidationCallback = (_, _, _, errors) =>
        {
            seen = errors;
            return errors is SslPolicyErrors.None;
        };
        Stream? stream = null;
        try
        {
            stream = await connect(server.Host, server.Port, cancellation);
            await client.ConnectAsync(stream, server.Host, server.Port, options, cancellation);
            return client;
        }
        catch (SslHandshakeException) when (seen is null or SslPolicyErrors.None)
        {
            await CloseAsync(client, stream);
            return null;
        }
        catch (SslHandshakeException)
        {
            await CloseAsync(client, stream);
            throw new ConnectorException(MailFailure.Tls, $"{Capital(server)} showed a certificate that does not count: {WhyNot(seen!.Value)}.");
        }
        catch (NotSupportedException) when (options is SecureSocketOptions.StartTls)
        {
            await CloseAsync(client, stream);
            return null;
        }
        catch
        {
            await CloseAsync(client, stream);
            throw;
        }
    }

    private static async Task<bool> LogInAsync(
        MailServer server, IMailService client, EmailAuthentication.Simple login, CancellationToken cancellation)
    {
        if (client.AuthenticationMechanisms.Count is 0 && server.Protocol is MailProtocol.Smtp)
        {
            throw new ConnectorException(
                MailFailure.LoginRefused,
                $"{Capital(server)} takes no logins on this connection. Many take them on an encrypted one only; choose noAuth if none is wanted.")
            {
                Retry = RetryAdvice.Never,
            };
        }

        await client.AuthenticateAsync(Encoding.UTF8, login.Username, login.Password.Reveal(), cancellation);
        return true;
    }

    private static async Task CloseAsync(IMailService client, Stream? stream)
    {
        client.Dispose();
        if (stream is not null)
            await stream.DisposeAsync();
    }

    private static string WhyNot(SslPolicyErrors errors) =>
        errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) ? "there is none"
        : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "it is made for another name than the host of this connection"
        : "it has expired, or nobody whom this machine trusts has signed it";

    private static string Capital(MailServer server) => $"The{server.ToString()[3..]}";
}
