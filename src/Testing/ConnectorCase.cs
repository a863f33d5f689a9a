using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol.Cases;
using Fairlead.Testing.Http;

namespace Fairlead.Testing;

/// <summary>
/// A call that was recorded, made again without the other side: the recorded answers are played, and the requests and the result must be as
/// they were.
/// </summary>
public sealed partial class ConnectorCase
{
    /// <summary>What the journal shows of a secret without a name.</summary>
    private const string Hidden = "***";

    /// <summary>They differ from call to call, or belong to the connection.</summary>
    private static readonly string[] Volatile =
        ["Content-Length", "Date", "Host", "Idempotency-Key", "traceparent", "tracestate", "Transfer-Encoding", "User-Agent"];

    private readonly CallCase _case;

    private ConnectorCase(CallCase recorded) => _case = recorded;

    /// <summary>Reads a case from a file.</summary>
    /// <exception cref="TestFailedException">It is none.</exception>
    public static ConnectorCase Load(string file) => Parse(File.ReadAllText(file));

    /// <summary>Reads a case from its JSON.</summary>
    /// <exception cref="TestFailedException">It is none.</exception>
    public static ConnectorCase Parse(string json)
    {
        try
        {
            return new ConnectorCase(JsonSerializer.Deserialize<CallCase>(json, CallCase.Json) ?? throw new TestFailedException("The case is null."));
        }
        catch (JsonException wrong)
        {
            throw new TestFailedException($"This is no case of a connector: {wrong.Message}");
        }
    }

    /// <summary>Makes the call again. Secrets get values that stand in for the real ones.</summary>
    /// <typeparam name="TConnector">The connector that made it.</typeparam>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="TestFailedException">Something is not as it was; the message lists all of it.</exception>
    public async Task<ConnectorRun> ReplayAsync<TConnector>(CancellationToken cancellation = default)
    {
        using var harness = new ConnectorHarness(typeof(TConnector), time: new VirtualTime(_case.StartTime));
        foreach (var name in Placeholder().Matches(_case.Inputs.GetRawText()).Select(found => found.Groups["name"].Value))
            harness.Secrets[name] = StandIn(name);
        foreach (var exchange in _case.Exchanges)
            harness.Http.Answer(FillIn(exchange.Request), ReplyOf(exchange));

        var run = await harness.RunAsync(_case.Inputs.GetRawText(), _case.Headers, cancellation);
        var differences = Differences(run).ToList();
        return differences.Count is 0
            ? run
            : throw new TestFailedException($"The call is not as it was recorded:\n- {string.Join("\n- ", differences)}");
    }

    private IEnumerable<string> Differences(ConnectorRun run)
    {
        if (run.Exchanges.Count != _case.Exchanges.Count)
            yield return $"{_case.Exchanges.Count} requests were recorded, {run.Exchanges.Count} were sent.";
        foreach (var (recorded, sent) in _case.Exchanges.Zip(run.Exchanges))
        {
            foreach (var difference in Differences(recorded, sent))
                yield return $"{recorded.Request}: {difference}";
        }

        if (_case.Result is { } result && !run.Succeeded)
            yield return $"It succeeded, and now fails: {run.Failure!.Message}";
        else if (_case.Result is { } expected && !JsonElement.DeepEquals(expected, run.Variables))
            yield return $"The result was {expected.GetRawText()}, and now is {run.Variables.GetRawText()}.";
        else if (_case.Result is null && (run.Failure as ConnectorException)?.Code != _case.ErrorCode)
            yield return $"It failed with {_case.ErrorCode}, and now {(run.Failure is { } other ? $"with {other.Message}" : "succeeds")}.";
    }

    private static IEnumerable<string> Differences(CallCaseExchange recorded, RecordedExchange sent)
    {
        if (!AreAlike(recorded.Request, sent.RequestLine))
            yield return $"now it is {sent.RequestLine}.";
        var before = Steady(recorded.RequestHeaders);
        var now = Steady(sent.RequestHeaders);
        foreach (var name in before.Keys.Union(now.Keys, StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase))
        {
            if (!AreAlike(before.GetValueOrDefault(name, ""), now.GetValueOrDefault(name, "")))
                yield return $"the header {name} was \"{before.GetValueOrDefault(name, "")}\", and now is \"{now.GetValueOrDefault(name, "")}\".";
        }

        if (!AreAlike(recorded.RequestBody?.Text ?? "", sent.RequestBody.Text))
            yield return $"the body was {recorded.RequestBody?.Text}, and now is {sent.RequestBody.Text}.";
    }

    private static Dictionary<string, string> Steady(IEnumerable<KeyValuePair<string, string>> headers) => headers
        .Where(header => !Volatile.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
        .GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(group => group.Key, group => string.Join(", ", group.Select(header => header.Value)), StringComparer.OrdinalIgnoreCase);

    /// <remarks>
    /// JSON is compared as such. Where a secret was, only its name is: in base64 what is beside it depends on its length. What is hidden
    /// without a name may be anything, but not nothing.
    /// </remarks>
    private static bool AreAlike(string recorded, string sent)
    {
        if (recorded == sent)
            return true;
        if (recorded.Contains(Hidden, StringComparison.Ordinal) || sent.Contains(Hidden, StringComparison.Ordinal))
            return recorded.Length > 0 && sent.Length > 0;
        var names = Placeholder().Matches(recorded).Select(found => found.Value).ToList();
        if (names.Count > 0)
            return names.SequenceEqual(Placeholder().Matches(sent).Select(found => found.Value));
        return TryParse(recorded) is { } before && TryParse(sent) is { } now && JsonElement.DeepEquals(before, now);
    }

    private static JsonElement? TryParse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static HttpReply ReplyOf(CallCaseExchange exchange)
    {
        if (!exchange.Request.Contains("://", StringComparison.Ordinal))
            throw new TestFailedException($"Only HTTP can be replayed, and {exchange.Request} is something else.");
        if (exchange.Status is not { } status)
            return HttpReply.Break;
        var body = exchange.AnswerBody;
        return new HttpReply
        {
            Status = status,
            Headers = Steady(exchange.AnswerHeaders),
            Body = body is null ? default : body.IsBase64 ? Convert.FromBase64String(body.Text) : Encoding.UTF8.GetBytes(FillIn(body.Text)),
        };
    }

    private static string FillIn(string text) => Placeholder().Replace(text, found => StandIn(found.Groups["name"].Value));

    private static string StandIn(string name) =>
        $"stand-in-{string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'))}";

    [GeneratedRegex(@"\{\{\s*secrets\.(?<name>\S+?)\s*\}\}")]
    private static partial Regex Placeholder();
}
