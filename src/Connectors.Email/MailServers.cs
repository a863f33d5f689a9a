using System.Globalization;
using System.Text.Json.Serialization;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Email;

public sealed record SmtpConfig
{
    [Field("SMTP host", IsRequired = true, Example = "smtp.example.com")]
    public string? SmtpHost { get; init; }

    [Field("SMTP port")]
    public int SmtpPort { get; init; } = 587;

    [Field("Encryption", Help = "TLS begins in the clear and changes over (STARTTLS), SSL is encrypted from the first byte.")]
    public CryptographicProtocol SmtpCryptographicProtocol { get; init; } = CryptographicProtocol.Tls;

    internal MailServer ToServer() =>
        MailServer.Of(MailProtocol.Smtp, SmtpHost, SmtpPort, SmtpCryptographicProtocol, "data.smtpConfig.smtp");
}

public sealed record ImapConfig
{
    [Field("IMAP host", IsRequired = true, Example = "imap.example.com")]
    public string? ImapHost { get; init; }

    [Field("IMAP port")]
    public int ImapPort { get; init; } = 993;

    [Field("Encryption", Help = "TLS and SSL are both encrypted; NONE sends the password in the clear.")]
    public CryptographicProtocol ImapCryptographicProtocol { get; init; } = CryptographicProtocol.Tls;

    internal MailServer ToServer() =>
        MailServer.Of(MailProtocol.Imap, ImapHost, ImapPort, ImapCryptographicProtocol, "data.imapConfig.imap");
}

public sealed record Pop3Config
{
    [Field("POP3 host", IsRequired = true, Example = "pop3.example.com")]
    public string? Pop3Host { get; init; }

    [Field("POP3 port")]
    public int Pop3Port { get; init; } = 995;

    [Field("Encryption", Help = "TLS and SSL are both encrypted; NONE sends the password in the clear.")]
    public CryptographicProtocol Pop3CryptographicProtocol { get; init; } = CryptographicProtocol.Tls;

    internal MailServer ToServer() =>
        MailServer.Of(MailProtocol.Pop3, Pop3Host, Pop3Port, Pop3CryptographicProtocol, "data.pop3Config.pop3");
}

public enum CryptographicProtocol
{
    [JsonStringEnumMemberName("TLS")] Tls,
    [JsonStringEnumMemberName("SSL")] Ssl,
    [JsonStringEnumMemberName("NONE")] None,
}

/// <summary>Where a mail server is, and how to speak with it.</summary>
internal sealed record MailServer(MailProtocol Protocol, string Host, int Port, CryptographicProtocol Encryption)
{
    /// <summary>For limits and for people: never a secret.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    public override string ToString() => $"the {Protocol.ToString().ToUpperInvariant()} server {Place}";

    /// <param name="fields">The beginning of the names of the fields, for what is wrong with them.</param>
    public static MailServer Of(MailProtocol protocol, string? host, int port, CryptographicProtocol encryption, string fields)
    {
        if (string.IsNullOrWhiteSpace(host))
            throw new ConnectorInputException($"{fields}Host: expected the name of a server, but it is missing.");
        return port is < 1 or > 65535
            ? throw new ConnectorInputException($"{fields}Port: expected a number from 1 to 65535.")
            : new MailServer(protocol, host.Trim(), port, encryption);
    }
}
