using Fairlead.Connectors.Email.Tests.Support;
using Fairlead.Tests.Servers;

[assembly: AssemblyFixture(typeof(MailServers))]

namespace Fairlead.Connectors.Email.Tests.Support;

/// <summary>The servers of all tests here. Each test has mailboxes of its own.</summary>
public sealed class MailServers : IAsyncLifetime
{
    private DovecotServer? _dovecot;
    private EximServer? _exim;

    internal DovecotServer Dovecot => _dovecot ?? throw new InvalidOperationException("Dovecot was not started.");

    internal EximServer Exim => _exim ?? throw new InvalidOperationException("Exim was not started.");

    public async ValueTask InitializeAsync()
    {
        _dovecot = await DovecotServer.StartAsync(TrustedCertificate.Files, TestContext.Current.CancellationToken);
        _exim = await EximServer.StartAsync(TrustedCertificate.Files, _dovecot.Lmtp, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_exim is not null)
            await _exim.DisposeAsync();
        if (_dovecot is not null)
            await _dovecot.DisposeAsync();
    }
}
