using System.Collections;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Sdk;
using Fairlead.Testing.Http;

namespace Fairlead.Testing.Conformance;

/// <summary>How a call goes. A connector that receives keeps them all.</summary>
internal static class CallRules
{
    /// <summary>Of a text in a sample that is looked for where it must not be; anything shorter is there by chance.</summary>
    private const int SecretAtLeast = 8;

    private static readonly string[] Nonsense =
        ["null", "true", "7", "-1.5", "1e300", "\"\"", "\"\\u0000\\r\\n{{\"", "[]", "[1,\"two\",null]", "{}", "{\"type\":7,\"a\":null}"];

    public static async IAsyncEnumerable<string> AnswersOrRefuses(ConformanceSubject subject)
    {
        HttpReply[] replies =
        [
            HttpReply.Json(200, "{}"), HttpReply.Json(200, "null"), HttpReply.Json(204, null), HttpReply.Text(200, "not { json"),
            HttpReply.Json(401, """{"error":"who are you?"}"""), HttpReply.Text(500, "<html>"), HttpReply.Break,
        ];
        foreach (var inputs in Callable(subject))
        {
            foreach (var reply in replies)
            {
                using var harness = subject.Harness(_ => reply);
                if ((await harness.RunAsync(inputs.ToJsonString())).Failure is { } failure and not ConnectorException)
                    yield return $"answer {reply.Status}: the connector breaks with {failure.GetType().Name}: {failure.Message}";
            }
        }
    }

    public static async IAsyncEnumerable<string> RefusesNonsense(ConformanceSubject subject)
    {
        using var harness = subject.MakesCalls ? subject.Harness() : null;
        foreach (var inputs in subject.Inputs)
        {
            foreach (var (place, broken) in Broken(inputs))
            {
                var failure = harness is null
                    ? await subject.BindAsync(broken) as Exception
                    : (await harness.RunAsync(broken?.ToJsonString() ?? "null")).Failure;
                if (failure is not (null or ConnectorException))
                    yield return $"{place}: {broken?.ToJsonString()} leads to {failure.GetType().Name}: {failure.Message}";
            }
        }
    }

    public static async IAsyncEnumerable<string> DoesNotShowSecrets(ConformanceSubject subject)
    {
        foreach (var inputs in subject.Inputs)
        {
            if (await subject.BindAsync(inputs) is not { } bound || bound is Exception)
                continue;
            var secrets = SecretsIn(bound, []).Distinct().ToList();
            foreach (var secret in secrets.Where(secret => secret.Length < SecretAtLeast))
                yield return $"inputs: a secret in a sample needs at least {SecretAtLeast} characters, so that it can be looked for.";

            foreach (var (where, text) in await ShownAsync(subject, inputs, bound))
            {
                if (secrets.Exists(secret => secret.Length >= SecretAtLeast && text.Contains(secret, StringComparison.Ordinal)))
                    yield return $"{where}: it shows a secret of {inputs.ToJsonString()}.";
            }
        }
    }

    public static async IAsyncEnumerable<string> ShowsWhatItSends(ConformanceSubject subject)
    {
        foreach (var inputs in Callable(subject))
        {
            using var harness = subject.Harness();
            var run = await harness.RunAsync(inputs.ToJsonString());
            if (harness.Http.Sent.Count != run.Exchanges.Count(exchange => exchange.RequestLine.Contains("://", StringComparison.Ordinal)))
                yield return $"journal: {harness.Http.Sent.Count} requests were sent, {run.Exchanges.Count} exchanges are written down.";
            if (run.Exchanges.Any(exchange => exchange is { Answered: null, Failure: null }))
                yield return $"journal: an exchange has no answer: after {nameof(OutboundCall.SendingAsync)} comes {nameof(OutboundCall.Received)}.";
        }
    }

    public static async IAsyncEnumerable<string> SendsNothingWhenItPlans(ConformanceSubject subject)
    {
        foreach (var inputs in Callable(subject))
        {
            using var harness = subject.Harness();
            var sends = (await harness.RunAsync(inputs.ToJsonString())).Exchanges.Count > 0;
            var sent = harness.Http.Sent.Count;
            var run = await harness.PlanAsync(inputs.ToJsonString());
            if (harness.Http.Sent.Count > sent)
                yield return "plan: it sends all the same.";
            if (sends && run.Failure is not CallPlannedException)
                yield return $"plan: expected the exception that ends it to be let through, but got {run.Failure?.GetType().Name ?? "an output"}.";
        }
    }

    public static async IAsyncEnumerable<string> EndsWhenItIsTold(ConformanceSubject subject)
    {
        foreach (var inputs in Callable(subject))
        {
            using var before = subject.Harness();
            await before.RunAsync(inputs.ToJsonString(), cancellation: new CancellationToken(canceled: true));
            if (before.Http.Sent.Count > 0)
                yield return "cancellation: it was cancelled before it began, and still it sends. Pass the token on.";

            using var source = new CancellationTokenSource();
            using var during = subject.Harness(_ =>
            {
                source.Cancel();
                return new HttpReply { After = TimeSpan.FromDays(1) };
            });
            var run = await during.RunAsync(inputs.ToJsonString(), cancellation: source.Token);
            if (during.Http.Sent.Count > 0 && run.Failure is not OperationCanceledException)
                yield return $"cancellation: it was cancelled under way, and ends with {run.Failure?.GetType().Name ?? "an output"}. "
                    + "Pass the token on, and let the exception through.";
        }
    }

    private static IReadOnlyList<JsonObject> Callable(ConformanceSubject subject) => subject.MakesCalls ? subject.Inputs : [];

    private static async Task<IReadOnlyList<(string Where, string Text)>> ShownAsync(ConformanceSubject subject, JsonObject inputs, object bound)
    {
        var shown = new List<(string, string)> { ("input", $"{bound}") };
        if (!subject.MakesCalls)
            return shown;
        foreach (var status in (int[])[200, 500])
        {
            using var harness = subject.Harness(_ => HttpReply.Json(status, "{}"));
            var run = await harness.RunAsync(inputs.ToJsonString());
            shown.Add(("failure", $"{run.Failure}"));
            shown.Add(("failure", (run.Failure as ConnectorException)?.Code ?? ""));
            shown.Add(("log", string.Join('\n', run.Log)));
            shown.Add(("output", run.OutputJson is { } output ? Encoding.UTF8.GetString(output) : ""));
        }

        return shown;
    }

    private static IEnumerable<string> SecretsIn(object value, IReadOnlyList<object> above)
    {
        if (value is Secret secret)
            return [secret.Reveal()];
        var info = ConnectorJson.Options.GetTypeInfo(value.GetType());
        if (above.Contains(value))
            return [];
        IReadOnlyList<object> below = [.. above, value];
        return info.Kind switch
        {
            JsonTypeInfoKind.Object => info.Properties
                .Select(property => property.Get?.Invoke(value))
                .OfType<object>()
                .SelectMany(inner => SecretsIn(inner, below)),
            JsonTypeInfoKind.Enumerable => ((IEnumerable)value).OfType<object>().SelectMany(inner => SecretsIn(inner, below)),
            JsonTypeInfoKind.Dictionary => ((IDictionary)value).Values.OfType<object>().SelectMany(inner => SecretsIn(inner, below)),
            JsonTypeInfoKind.None => [],
        };
    }

    /// <summary>The input with something else at one of its places, at each in turn.</summary>
    private static IEnumerable<(string Place, JsonNode? Broken)> Broken(JsonNode whole)
    {
        foreach (var nonsense in Nonsense)
            yield return ("input", JsonNode.Parse(nonsense));
        var everything = whole.DeepClone().AsObject();
        foreach (var name in everything.Select(property => property.Key).ToList())
            everything[name] = null;
        yield return ("input", everything);

        foreach (var path in Paths(whole, []))
        {
            foreach (var nonsense in Nonsense)
            {
                var broken = whole.DeepClone();
                var parent = path[..^1].Aggregate(broken, (node, step) => step is int index ? node[index]! : node[(string)step]!);
                if (path[^1] is int last)
                    parent[last] = JsonNode.Parse(nonsense);
                else
                    parent[(string)path[^1]] = JsonNode.Parse(nonsense);
                yield return (string.Join('.', path), broken);
            }
        }
    }

    private static IEnumerable<object[]> Paths(JsonNode? node, object[] above) => node switch
    {
        JsonObject map => map.SelectMany(property => Paths(property.Value, [.. above, property.Key]).Prepend([.. above, property.Key])),
        JsonArray list => Enumerable.Range(0, list.Count).SelectMany(index => Paths(list[index], [.. above, index]).Prepend([.. above, index])),
        _ => [],
    };
}
