using System.CommandLine;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Feel;

namespace Fairlead.Cli.Commands;

/// <summary>Evaluates FEEL here, without a server, and explains the result.</summary>
internal static class FeelCommand
{
    private const string StandardInput = "-";

    public static Command Create(CommonOptions options)
    {
        var expression = new Argument<string>("EXPR")
        {
            Description = "The expression, with or without a leading '='; standard input when it is '-' or missing.",
            DefaultValueFactory = _ => StandardInput,
        };
        var context = new Option<string?>("--context")
        {
            Description = "Variables: a JSON object, or a file that holds one.",
            HelpName = "JSON|FILE",
        };
        var isUnary = new Option<bool>("--unary") { Description = "Read unary tests, as the cells of a decision table have them." };
        var input = new Option<string?>("--input") { Description = "With --unary: the value to test.", HelpName = "JSON" };
        var dialect = new Option<string>("--dialect")
        {
            Description = "camunda: as Camunda 8 evaluates, with the functions of connectors. dmn: as DMN 1.5 says.",
            DefaultValueFactory = _ => "camunda",
        };
        dialect.AcceptOnlyFromAmong("camunda", "dmn");
        var trace = new Option<bool>("--trace") { Description = "Show the parts of the expression with their values." };
        var command = new Command("feel", "Evaluates a FEEL expression here, without a server, and says why it is null.")
        {
            expression, context, isUnary, input, dialect, trace,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                var question = new Question
                {
                    Text = await TextAsync(parsed.GetRequiredValue(expression), cancellation),
                    Variables = Json.Context(parsed.GetValue(context)),
                    IsUnary = parsed.GetValue(isUnary),
                    Input = Json.Value(parsed.GetValue(input)),
                    IsDmn = parsed.GetValue(dialect) is "dmn",
                    WantsTrace = parsed.GetValue(trace),
                };
                if (parsed.GetValue(input) is not null && !question.IsUnary)
                    throw new UsageException("--input is for unary tests: add --unary, or give variables with --context.");
                return Answer(question, parsed.GetValue(options.Json), cancellation);
            }
            catch (UsageException wrong)
            {
                Screen.WriteError(wrong.Message);
                return ExitCode.WrongUsage;
            }
        });
        return command;
    }

    private static int Answer(Question question, bool wantsJson, CancellationToken cancellation)
    {
        var options = new FeelOptions
        {
            Dialect = question.IsDmn ? FeelDialect.Dmn15 : FeelDialect.Camunda,
            Functions = FeelFunctions.Connectors,
        };
        var expression = question.IsUnary
            ? FeelExpression.ParseUnaryTests(question.Text, options)
            : FeelExpression.Parse(question.Text, options);
        if (!expression.IsValid)
        {
            foreach (var problem in expression.Diagnostics)
                Screen.WriteError(Pointer.At(expression.Text, problem));
            return ExitCode.WrongUsage;
        }

        var result = expression.EvaluateTests(
            question.Input,
            question.Variables,
            new FeelEvaluation
            {
                Now = TimeProvider.System.GetLocalNow(),
                Cancellation = cancellation,
                // Without being asked, too: the reason of a null is what people look for.
                Trace = new FeelTraceLimits(),
            });
        var report = new FeelReport(expression.Text, result, Hints(expression, question, result), question.WantsTrace);
        if (wantsJson)
            report.WriteJson();
        else
            report.Write();
        return result.Failure is null ? ExitCode.Done : ExitCode.Refused;
    }

    // What evaluation did not come across, too: a misspelled function in the branch that was not taken.
    private static IReadOnlyList<FeelDiagnostic> Hints(FeelExpression expression, Question question, FeelResult result) =>
    [
        .. expression.Check(question.Variables).Where(hint =>
            hint.Message.Contains("Did you mean", StringComparison.Ordinal)
            || !result.Warnings.Any(warning => warning.Start == hint.Start && warning.Code == hint.Code)),
    ];

    private static async Task<string> TextAsync(string given, CancellationToken cancellation)
    {
        var text = (given is StandardInput ? await Console.In.ReadToEndAsync(cancellation) : given).Trim();
        if (text.StartsWith('='))
            text = text[1..].Trim();
        return text.Length > 0 ? text : throw new UsageException("There is no expression: give one, or write it to standard input.");
    }

    private sealed record Question
    {
        public required string Text { get; init; }

        public required FeelContext Variables { get; init; }

        public required bool IsUnary { get; init; }

        public required FeelValue Input { get; init; }

        public required bool IsDmn { get; init; }

        public required bool WantsTrace { get; init; }
    }
}
