using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol;
using Fairlead.Protocol.Cases;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Commands;

/// <summary>Shows one call of a connector, makes it or its mapping again, or writes it for another tool.</summary>
internal static class CallCommand
{
    public static Command Create(CommonOptions options)
    {
        var key = new Argument<string>("KEY|TYPE")
        {
            Description = "Key of a call, as ./fairlead calls shows it; or type of a connector to call outside of any process.",
        };
        var retry = new Option<bool>("--retry") { Description = "Makes it again now: its job waits for a pause or in an incident." };
        var input = new Option<string?>("--input")
        {
            Description = "Of a type, what it is given; with --retry, inputs in place of those of the model: as JSON or as a file.",
            HelpName = "JSON|FILE",
        };
        var remap = new Option<bool>("--remap") { Description = "Maps its response again; nothing is sent to the other side." };
        var expression = new Option<string?>("--result-expression") { Description = "With --remap: in place of the model's.", HelpName = "FEEL" };
        var variable = new Option<string?>("--result-variable") { Description = "With --remap: in place of the model's.", HelpName = "NAME" };
        var error = new Option<string?>("--error-expression") { Description = "With --remap: in place of the model's.", HelpName = "FEEL" };
        var apply = new Option<bool>("--apply") { Description = "With --remap: does the waiting job with the outcome." };
        var curl = new Option<bool>("--curl") { Description = "Writes its last request for curl, secrets as placeholders." };
        var har = new Option<bool>("--har") { Description = "Writes it as HTTP archive (HAR 1.2)." };
        var caseFile = new Option<string?>("--case")
        {
            Description = "Writes it to a file that a test replays; see docs/connectors.md.",
            HelpName = "FILE",
        };
        var command = new Command("call", "Shows a call of a connector, layer by layer: model, inputs, request, answer, mapping, outcome, log.")
        {
            key, retry, input, remap, expression, variable, error, apply, curl, har, caseFile,
        };
        var ofType = CallTypeOptions.AddTo(command);
        Session.SetAction(command, options, (session, parsed, cancellation) =>
        {
            if (!long.TryParse(parsed.GetRequiredValue(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return ofType.RunAsync(session, parsed, parsed.GetRequiredValue(key), Inputs(parsed.GetValue(input)), cancellation);
            var call = new CallKey(number);
            bool[] wanted = [parsed.GetValue(retry), parsed.GetValue(remap), parsed.GetValue(curl), parsed.GetValue(har), parsed.GetValue(caseFile) is not null];
            if (wanted.Count(one => one) > 1)
                throw new UsageException("Only one of --retry, --remap, --curl, --har and --case can be done at a time.");
            var edited = Inputs(parsed.GetValue(input));
            if (edited is not null && !wanted[0])
                throw new UsageException("--input is for --retry.");
            var request = new CallRemapRequest
            {
                ResultExpression = parsed.GetValue(expression),
                ResultVariable = parsed.GetValue(variable),
                ErrorExpression = parsed.GetValue(error),
                Apply = parsed.GetValue(apply),
            };
            if (request != new CallRemapRequest() && !wanted[1])
                throw new UsageException("--result-expression, --result-variable, --error-expression and --apply are for --remap.");
            return wanted switch
            {
                [true, ..] => RetryAsync(session, call, new CallRetryRequest { Variables = edited }, cancellation),
                [_, true, ..] => RemapAsync(session, call, request, cancellation),
                [_, _, true, ..] => WriteAsync(session.Client.Calls.GetCurlAsync(call, cancellation)),
                [_, _, _, true, _] => WriteAsync(session.Client.Calls.GetHarAsync(call, cancellation)),
                [.., true] => WriteCaseAsync(session, call, parsed.GetRequiredValue(caseFile)!, cancellation),
                _ => ShowAsync(session, call, cancellation),
            };
        });
        return command;
    }

    private static async Task WriteCaseAsync(Session session, CallKey key, string file, CancellationToken cancellation)
    {
        var call = await session.Client.Calls.GetAsync(key, cancellation);
        try
        {
            var recorded = JsonSerializer.SerializeToUtf8Bytes(CallCase.Of(call), CallCase.Json);
            await using var output = Files.Create(file);
            await output.WriteAsync(recorded, cancellation);
        }
        catch (FormatException unusable)
        {
            throw new UsageException($"Call {key.Value} cannot become a case: {unusable.Message}");
        }
    }

    private static async Task ShowAsync(Session session, CallKey key, CancellationToken cancellation)
    {
        var call = await session.Client.Calls.GetAsync(key, cancellation);
        if (session.WantsJson)
            JsonOutput.Write(call, JsonOutput.Shapes.CallResult);
        else
            new CallReport(call).Write();
    }

    /// <summary>A bare name is a file: inputs are rarely typed.</summary>
    private static JsonObjectText? Inputs(string? given) =>
        Variables.Read(given is null || given.TrimStart() is ['{' or '@', ..] ? given : $"@{given}");

    /// <summary>As the server wrote it: it is for another program.</summary>
    private static async Task WriteAsync(Task<string> text) => await Console.Out.WriteLineAsync((await text).TrimEnd());

    private static async Task RetryAsync(Session session, CallKey key, CallRetryRequest request, CancellationToken cancellation)
    {
        var result = await session.Client.Calls.RetryAsync(key, request, cancellation);
        if (session.WantsJson)
        {
            JsonOutput.Write(result, JsonOutput.Shapes.CallRetryResult);
            return;
        }

        Screen.WriteLine(Invariant($"Job {result.JobKey.Value} is done again, under the idempotency key {result.IdempotencyKey}."));
        Screen.WriteLine(Invariant($"See what becomes of it: ./fairlead calls --job {result.JobKey.Value}"));
    }

    private static async Task RemapAsync(Session session, CallKey key, CallRemapRequest request, CancellationToken cancellation)
    {
        var result = await session.Client.Calls.RemapAsync(key, request, cancellation);
        if (session.WantsJson)
        {
            JsonOutput.Write(result, JsonOutput.Shapes.CallRemapResult);
            return;
        }

        Screen.WriteLine($"{(result.IsApplied ? "The job becomes" : "The job would become")} {RestWord.Of(result.State)}.");
        CallReport.WriteMapping(result.Mapping);
        if (result.ErrorCode is not null || result.ErrorMessage is not null)
            Screen.WriteLine($"  {(result.ErrorCode is { } code ? $"{code}: " : "")}{Screen.Indented(result.ErrorMessage ?? "", 4)}");
        if (result.Variables is { } variables)
            Screen.WriteLine($"Variables {Screen.Indented(CallReport.Pretty(variables.Text), 0)}");
    }
}
