using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;

using Fairlead.Connectors.Http;
using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Connectors.Sdk;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fairlead.Connectors.Runtime.Tests.Secrets;

/// <summary>
/// Plants secrets, lets the other side send them back in every spelling and at every place, and looks for them at every exit. A new exit is
/// one line in <see cref="Exits"/>.
/// </summary>
[Collection(TracingTests.Listening)]
public sealed class LeakTests : IAsyncLifetime
{
    /// <summary>Where something leaves the runtime, and what left there.</summary>
    private static readonly Dictionary<string, Func<Run, string>> Exits = new()
    {
        ["what the cluster is told: incident, error variables, BPMN error, job error"] = run => run.Told,
        ["log"] = run => run.Host.Log.Text,
        ["journal of calls"] = run => run.Calls.Text,
        ["traces"] = run => string.Join('\n', run.Traces),
    };

    private static readonly string[] Planted =
    [
        "simple-token-1234",
        "pa\\ss w\"ö'rd/+&<%=漢😀~!*()end",
        "first line of it\nsecond line of it\n",
        $"long-{new string('x', 7_000)}-\"end\"",
    ];

    private WebApplication _upstream = null!;
    private string _answer = "";
    private int _echoes;

    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var secret in Planted)
            {
                foreach (var happening in Happenings.Keys)
                    data.Add(secret, happening);
            }

            return data;
        }
    }

    /// <summary>What goes wrong, with what the model says about it. The URL is relative to the upstream that sends back what it gets.</summary>
    private static Dictionary<string, (string Path, (string, string)[] Headers)> Happenings { get; } = new()
    {
        ["refused"] = ("echo/500", []),
        ["refused, and caught as a BPMN error"] = (
            "echo/500", [("errorExpression", "=bpmnError(error.code, string(error), {all: error, text: string(error.variables.response)})")]),
        ["refused, and failed again by the model"] = (
            "echo/500", [("errorExpression", "=jobError(string(error.variables.response.body), {all: error}, 1)")]),
        ["an expression that fails on the answer"] = ("echo/200", [("resultExpression", "=assert(response.body, false)")]),
        ["an error expression that fails on the answer"] = ("echo/500", [("errorExpression", "=assert(error, false, string(error))")]),
        ["an answer that is caught by the model"] = (
            "echo/200", [("errorExpression", "=bpmnError(\"X\", string(response), {all: response})")]),
        ["a result that is not an object"] = ("echo/200", [("resultExpression", "=string(response.body)")]),
        ["a host that there is not"] = ("nowhere", []),
        ["an address that is none"] = ("invalid", []),
        ["a connector that falls over"] = ("defect", []),
        ["a header with a line break"] = ("header", []),
        ["refused in what is no text"] = ("echo/500/binary", []),
    };

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestLineSize = 1 << 20;
            kestrel.Limits.MaxRequestHeadersTotalSize = 1 << 20;
        }).UseUrls("http://127.0.0.1:0");
        _upstream = builder.Build();
        _upstream.Run(EchoAsync);
        await _upstream.StartAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    [Theory, MemberData(nameof(Cases))]
    public async Task No_secret_leaves(string secret, string happening)
    {
        var (path, headers) = Happenings[happening];
        _answer = JsonSerializer.Serialize(new { all = SpellingsOf(secret), number = 1 });
        using var traces = new Traces();
        var calls = new KeptTexts();
        await using var host = await OutboundHost.StartAsync(
            (input, call, cancellation) => DoAsync(input, call, path, cancellation),
            services => services.AddSingleton<ICallJournal>(calls),
            ("Secrets:Values:PLANTED", secret));
        host.Cluster.Deploy(Diagrams.Definition(7), Diagrams.ServiceTask(
            ("{{secrets.PLANTED}}", "authentication.token"),
            ("={header: \"x {{secrets.PLANTED}}\", note: \"{{secrets.PLANTED}}\"}", "body")));

        var told = await host.DoAsync<object>(host.Job(
            """{"authentication":{"token":"{{secrets.PLANTED}}"},"body":{"header":"x {{secrets.PLANTED}}","note":"{{secrets.PLANTED}}"}}""",
            headers: headers));
        await host.StopAsync();

        var run = new Run(host, told.ToString()!, calls, traces.All);
        Assert.True(run.Told.Length > 50, run.Told);
        Assert.Equal(path.StartsWith("echo", StringComparison.Ordinal), _echoes > 0);
        Assert.True(calls.Text.Length > 100, calls.Text);
        foreach (var (exit, textOf) in Exits)
        {
            var text = textOf(run);
            foreach (var part in PartsOf(secret))
                Assert.False(text.Contains(part, StringComparison.OrdinalIgnoreCase), $"{exit}: {Around(text, part)}");
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task The_planted_secrets_do_come_back(string secret, string happening)
    {
        if (!Happenings[happening].Path.StartsWith("echo", StringComparison.Ordinal))
            return;

        _answer = JsonSerializer.Serialize(new { all = SpellingsOf(secret) });
        using var http = new HttpClient();
        var answer = await http.GetStringAsync($"{_upstream.Urls.First()}/echo/200", TestContext.Current.CancellationToken);

        Assert.All(SpellingsOf(secret), spelling => Assert.Contains(spelling, JsonElement.Parse(answer).GetProperty("all").EnumerateArray().Select(item => item.GetString())));
    }

    private async Task<object?> DoAsync(CallInput input, OutboundCall call, string path, CancellationToken cancellation)
    {
        var token = input.Authentication!.Token.Reveal();
        call.Log($"About to send {token}.");
        if (path is "defect")
            throw new InvalidOperationException($"outer {token}", new FormatException($"inner {Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{token}"))}"));

        var address = path switch
        {
            "nowhere" => $"http://{new string([.. token.Select(one => char.IsAsciiLetterOrDigit(one) ? one : '-').Take(40)]).Trim('-')}.invalid/{Uri.EscapeDataString(token)}",
            "invalid" => $"no address {token}",
            _ => $"{_upstream.Urls.First()}/{path}/{Uri.EscapeDataString(token[..Math.Min(token.Length, 900)])}",
        };
        var request = new Dictionary<string, object?>
        {
            ["url"] = address,
            ["method"] = "POST",
            ["authentication"] = new { type = "basic", username = "user", password = token },
            ["headers"] = path is "header" ? new { x = $"{token}\r\n{token}" } : new { x = Uri.EscapeDataString(token) },
            ["body"] = input.Body,
        };
        var bound = ConnectorJson.Bind<RestCall>(JsonSerializer.SerializeToUtf8Bytes(request));
        return await new RestConnector(TimeProvider.System).ExecuteAsync(bound, call, cancellation);
    }

    private async Task EchoAsync(HttpContext http)
    {
        Interlocked.Increment(ref _echoes);
        http.Response.StatusCode = http.Request.Path.StartsWithSegments("/echo/500") ? 500 : 200;
        var ascii = Uri.EscapeDataString(JsonElement.Parse(_answer).GetProperty("all")[0].GetString()!);
        http.Features.Get<IHttpResponseFeature>()!.ReasonPhrase = $"Wrong {ascii[..Math.Min(ascii.Length, 2_000)]}";
        http.Response.Headers["X-Echo"] = http.Request.Headers.Authorization.ToString();
        http.Response.Headers["X-Again"] = http.Request.Headers["x"].ToString();
        http.Response.ContentType = "application/json";
        var answer = Encoding.UTF8.GetBytes(_answer);
        await http.Response.Body.WriteAsync(
            http.Request.Path.StartsWithSegments("/echo/500/binary") ? [0xFF, 0xFE, .. answer] : answer, http.RequestAborted);
    }

    private static List<string> SpellingsOf(string secret) =>
    [
        secret,
        Uri.EscapeDataString(secret),
        WebUtility.UrlEncode(secret),
        WebUtility.HtmlEncode(secret),
        JsonSerializer.Serialize(secret),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{secret}")),
        System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(secret)),
        Convert.ToHexString(Encoding.UTF8.GetBytes(secret)),
        $"Bearer {secret}",
        secret.Replace("\n", "\r\n"),
    ];

    /// <summary>Pieces from the middle of each spelling: none of them may be seen, not even a part of one.</summary>
    private static IEnumerable<string> PartsOf(string secret)
    {
        foreach (var spelling in SpellingsOf(secret))
        {
            for (var start = 8; start + 8 <= spelling.Length - 4; start += Math.Max(8, spelling.Length / 20))
                yield return spelling.Substring(start, 8);
        }
    }

    private static string Around(string text, string part)
    {
        var at = text.IndexOf(part, StringComparison.OrdinalIgnoreCase);
        return $"'{part}' in …{text[Math.Max(0, at - 150)..Math.Min(text.Length, at + 150)]}…";
    }

    private sealed record Run(OutboundHost Host, string Told, KeptTexts Calls, IReadOnlyCollection<string> Traces);

    /// <summary>Everything that anybody traces while it lives: names, tags, events, states.</summary>
    private sealed class Traces : IDisposable
    {
        private readonly ActivityListener _listener;

        public Traces()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name.StartsWith("Fairlead", StringComparison.Ordinal) || source.Name.StartsWith("System.Net", StringComparison.Ordinal),
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = Add,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public ConcurrentQueue<string> All { get; } = [];

        public void Dispose() => _listener.Dispose();

        private void Add(Activity activity)
        {
            All.Enqueue($"{activity.Source.Name} {activity.DisplayName} {activity.StatusDescription}");
            foreach (var (key, value) in activity.TagObjects.Concat(activity.Events.SelectMany(happened => happened.Tags)))
                All.Enqueue($"{key}={value}");
        }
    }

    /// <summary>A journal that keeps what it is given as text.</summary>
    private sealed class KeptTexts : ICallJournal
    {
        private readonly ConcurrentQueue<string> _texts = [];

        public string Text => string.Join('\n', _texts);

        public ValueTask<long> BeginAsync(CallIntent call, CancellationToken cancellation)
        {
            _texts.Enqueue(call.ToString());
            return ValueTask.FromResult(1L);
        }

        public UnknownCall? FindUnknown(long jobKey) => null;

        public CallOrder? FindOrder(long jobKey) => null;

        public ValueTask SettleAsync(long jobKey, CancellationToken cancellation) => ValueTask.CompletedTask;

        public void End(long key, CallRecord record) =>
            _texts.Enqueue(JsonSerializer.Serialize(record, JsonSerializerOptions.Default));
    }
}
