using Fairlead.Connectors.Email.Tests.Support;
using Fairlead.Connectors.Runtime.Http;
using Fairlead.Connectors.Runtime.Network;
using Fairlead.Connectors.Sdk;
using Fairlead.Testing;

namespace Fairlead.Connectors.Email.Tests;

/// <summary>Sessions that are used again, or that end at a bad moment.</summary>
public sealed class SmtpSessionTests : IAsyncDisposable
{
    private const string NoLogin = """{"type": "noAuth"}""";

    private readonly EmailConnector _email = new(TimeProvider.System);
    private readonly ScriptedSmtp _server = new();

    private string Input => Mails.Smtp(_server.Port, "NONE", Mails.Mail("ann@example.com"), NoLogin);

    public async ValueTask DisposeAsync()
    {
        _email.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_session_is_used_again_as_long_as_the_server_knows_it()
    {
        await _email.RunAsync(Input, Mails.Job(1));
        await _email.RunAsync(Input, Mails.Job(2));
        Assert.Equal(1, _server.Connections);

        _server.ForgetsSessions = true;
        await _email.RunAsync(Input, Mails.Job(3));

        Assert.Equal(2, _server.Connections);
        Assert.Equal(3, _server.Mails.Count);
    }

    [Fact]
    public async Task A_session_takes_so_many_mails_and_no_more()
    {
        for (var job = 1; job <= 91; job++)
            await _email.RunAsync(Input, Mails.Job(job));

        Assert.Equal(2, _server.Connections);
    }

    [Fact]
    public async Task A_session_without_work_is_closed_after_a_minute()
    {
        var time = new VirtualTime();
        using var email = new EmailConnector(time);
        await email.RunAsync(Input, Mails.Job(1));
        time.Advance(TimeSpan.FromSeconds(61));

        await email.RunAsync(Input, Mails.Job(2));

        Assert.Equal(2, _server.Connections);
    }

    [Fact]
    public async Task An_answer_that_gets_lost_after_the_content_leaves_the_outcome_unknown_and_the_next_attempt_has_the_same_id()
    {
        _server.HangsUpAfterContent = true;
        var lost = await _email.FailAsync(Input);
        _server.HangsUpAfterContent = false;
        await _email.RunAsync(Input);

        Assert.True(lost.IsOutcomeUnknown);
        Assert.Equal("EMAIL_OUTCOME_UNKNOWN", lost.Code);
        Assert.Contains("<test-7@example.com>", lost.Message, StringComparison.Ordinal);
        Assert.Equal(2, _server.Mails.Count);
        Assert.All(_server.Mails, mail => Assert.Contains("Message-Id: <test-7@example.com>", mail, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_mail_without_a_job_or_whose_model_wants_no_key_has_an_id_of_its_own()
    {
        await _email.RunAsync(Input, Mails.Job(0));
        var call = Mails.Job();
        call.SendsKey = false;
        await _email.RunAsync(Input, call);

        Assert.All(_server.Mails, mail => Assert.DoesNotContain("<test-", mail, StringComparison.Ordinal));
        Assert.All(_server.Mails, mail => Assert.Contains("@example.com>", mail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_network_policy_holds_for_mail_servers()
    {
        using var closed = new HttpTransport(new NetworkPolicy(new NetworkOptions()));

        var denied = await _email.FailAsync(Input, Mails.Job(transport: closed));

        Assert.Equal("NETWORK_DENIED", denied.Code);
        Assert.Equal(0, _server.Connections);
    }

    [Fact]
    public async Task A_plan_shows_the_mail_and_connects_to_nobody()
    {
        using var harness = ConnectorHarness.Of<EmailConnector>();

        var run = await harness.PlanAsync(Input, cancellation: TestContext.Current.CancellationToken);

        var planned = Assert.Single(run.Exchanges);
        Assert.Equal($"SEND localhost:{_server.Port}", planned.RequestLine);
        Assert.Contains(planned.RequestHeaders, header => header is { Key: "Subject", Value: "Order" });
        Assert.Equal(0, _server.Connections);
    }

    [Fact]
    public async Task A_server_that_says_nothing_does_not_hold_a_job()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var time = new VirtualTime();
        using var email = new EmailConnector(time);
        var port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;

        var failing = email.FailAsync(Mails.Smtp(port, "NONE", Mails.Mail("ann@example.com"), NoLogin));
        using var accepted = await silent.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(21));

        var failed = await failing;
        Assert.Equal("EMAIL_UNREACHABLE", failed.Code);
        Assert.Same(RetryAdvice.AsModelled, failed.Retry);
    }
}
