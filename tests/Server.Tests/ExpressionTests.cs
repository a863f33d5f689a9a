using System.Text;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;
using Fairlead.Tests;

namespace Fairlead.Server.Tests;

/// <summary>Expressions evaluated through REST and on the command line, with what explains them.</summary>
public sealed class ExpressionTests(SharedServer shared)
{
    private const int WrongUsage = 2;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Expressions_are_evaluated_and_explained()
    {
        var transcript = new Transcript(shared.Http);
        foreach (var body in (string[])
        [
            """{"expression":"=order.total * 1.19","variables":{"order":{"total":100.10}}}""",
            """{"expression":"=x + 1","tenantId":"<default>"}""",
            """{"expression":"=order.totl + 1","variables":{"order":{"total":3}},"trace":true}""",
            """{"expression":"={id: 12345678901234567890.5, at: date(\"2024-02-29\")}","variables":null}""",
            """{"expression":"no equals sign"}""",
            """{"expression":"=1 +"}""",
            """{"expression":"=assert(x, x != null, \"x is needed\")"}""",
            """{"expression":"=for i in 1..10000000 return i"}""",
            """{"expression":"={inner: for i in 1..1000 return \"some text\", outer: for i in 1..4900 return inner}.outer"}""",
            """{"expression":" "}""",
            """{"expression":null}""",
            """{"variables":{}}""",
            """{"expression":"=x","variables":[1]}""",
            """{"expression":"=x","scopeKey":"42"}""",
            """{"expression":"=x","tenantId":"other"}""",
        ])
        {
            await transcript.AskAsync("POST", "/v2/expression/evaluation", body, Cancellation);
        }

        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task The_client_reads_what_the_server_says()
    {
        var result = await shared.Cluster.EvaluateAsync(
            new ExpressionEvaluationRequest
            {
                Expression = "=for line in lines return line.price",
                Variables = new JsonObjectText("""{"lines":[{"price":2.50},{}]}"""u8.ToArray()),
                Trace = true,
            },
            Cancellation);
        Assert.Equal("[2.5,null]", Encoding.UTF8.GetString(result.Result.Utf8.Span));
        Assert.Equal(("NO_CONTEXT_ENTRY_FOUND", 25, 10), (result.Warnings[0].Code, result.Warnings[0].Start, result.Warnings[0].Length));
        Assert.Contains("The context is empty", Encoding.UTF8.GetString(result.Trace!.Value.Utf8.Span), StringComparison.Ordinal);

        var refusal = await Assert.ThrowsAsync<ClusterException>(
            () => shared.Cluster.EvaluateAsync(new ExpressionEvaluationRequest { Expression = "=)" }, Cancellation));
        Assert.Equal(ClusterError.InvalidArgument, refusal.Error);
    }

    [Fact]
    public async Task A_trace_of_a_deep_expression_is_JSON_that_clients_read()
    {
        var deep = string.Concat(Enumerable.Repeat("-(1 + ", 60)) + "x" + new string(')', 60);
        var result = await shared.Cluster.EvaluateAsync(
            new ExpressionEvaluationRequest { Expression = "=" + deep, Trace = true }, Cancellation);
        Assert.NotNull(result.Trace);
    }

    [Fact]
    public async Task The_command_line_evaluates_without_a_server()
    {
        using var folder = new TestFolder();
        var context = folder.Write("order.json", """{"order":{"id":7,"lines":[{"price":3},{"price":4}]}}""");
        var written = new StringBuilder();
        await WriteAsync(written, "order.lines[price > 3]", "--context", context);
        await WriteAsync(written, "=order.lines[1].pryce * 2", "--context", context, "--trace");
        await WriteAsync(written, "order.lines[5]", "--context", """{"order":{"lines":[1]}}""");
        await WriteAsync(written, "if order.id > 5\n\tthen order.name\n\telse 0", "--context", """{"order":{"id":7}}""");
        await WriteAsync(written, "< 5, [7..9]", "--unary", "--input", "8");
        await WriteAsync(written, "bpmnError(\"CODE\", \"text\")");
        await WriteAsync(written, "{a: 1, b: missing}", "--json");
        await WriteAsync(written, "assert(1, 1 > 2, \"one is not larger\")");
        await WriteAsync(written, "1 + (2 * 3");
        await WriteAsync(written, "\"" + new string('x', 150) + "\" + order.missing + \"" + new string('y', 150) + "\"", "--context", """{"order":{}}""");
        await WriteAsync(written, "if true then 1 else upperCase(oder)", "--context", """{"order":"x"}""");
        await WriteAsync(written, "{a: 1 +, b: (2}");
        await WriteAsync(written, "1", "--input", "2");
        await WriteAsync(written, "1", "--context", "[1]");
        Snapshot.Match(written.ToString());
    }

    [Fact]
    public async Task An_expression_may_come_from_standard_input()
    {
        foreach (var arguments in (string[][])[["feel", "-"], ["feel"]])
        {
            using var program = new RunningProgram("Cli", arguments, input: "= 20 +\n 22\n");
            Assert.Equal(0, await program.WaitAsync(Cancellation));
            Assert.Equal("42\n", program.Output.ReplaceLineEndings("\n"));
        }

        using var silent = new RunningProgram("Cli", ["feel"]);
        Assert.Equal(WrongUsage, await silent.WaitAsync(Cancellation));
        Assert.Contains("There is no expression", silent.Errors, StringComparison.Ordinal);
    }

    private static async Task WriteAsync(StringBuilder written, params string[] arguments)
    {
        // An address where nobody answers: no server is asked.
        var run = await CommandRun.OfAsync("http://127.0.0.1:1", Cancellation, ["feel", .. arguments]);
        var quoted = arguments.Select(argument => argument.EndsWith("order.json", StringComparison.Ordinal) ? "order.json" : argument)
            .Select(argument => argument.Any(c => !char.IsLetterOrDigit(c) && c is not ('-' or '.')) ? $"'{argument}'" : argument);
        written.Append($"$ fairlead feel {string.Join(' ', quoted)}\n{run.Output}{run.Errors}→ {run.ExitCode}\n\n");
    }
}
