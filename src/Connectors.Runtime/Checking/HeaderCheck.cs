using System.Text.Json.Serialization.Metadata;

using Fairlead.Bpmn;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Runtime.Outbound;
using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Checking;

/// <summary>
/// Looks at the task headers that the runtime reads. What it cannot read is an error where a connector of this process serves the job
/// type; a worker elsewhere may mean something else by the same name.
/// </summary>
/// <param name="connector">Null when none here serves the type.</param>
internal sealed class HeaderCheck(
    FlowNode element, TaskDefinition task, OutboundConnector? connector, Expressions expressions, Findings findings)
{
    private static readonly string[] ErrorFunctions = ["bpmnError", "jobError", "ignoreError"];

    private readonly IReadOnlyList<string>? _output = connector is null ? null : NamesOf(connector.Output);

    public void Check()
    {
        if (Header("retryBackoff", canBeBlank: true) is { } backoff && !(IsoDuration.TryParse(backoff, out var pause) && pause >= TimeSpan.Zero))
            Refuse(JobError.RetryBackoffInvalid, $"The header retryBackoff is \"{backoff}\": write a duration such as PT30S, or leave it out.");
        if (Header("jobTimeout") is { } timeout && !(IsoDuration.TryParse(timeout, out var limit) && limit >= TimeSpan.FromMilliseconds(1)))
            Refuse(JobTimeoutHeader.Invalid, $"The header jobTimeout is \"{timeout}\": write a duration such as PT10M, or leave it out.");

        var result = Header("resultExpression") is { } text ? expressions.Get(text) : null;
        if (result is not null)
            CheckResult(result);
        if (Header("errorExpression") is { } errorText)
            CheckError(expressions.Get(errorText), result);
    }

    private void CheckResult(FeelExpression expression)
    {
        const string What = "header resultExpression";
        if (!IsReadable(expression, What))
            return;

        if (connector is not null && Evaluate(expression) is { IsNull: false } value && !value.TryGetContext(out _) && !IsChoice(expression))
            findings.Warn(
                ResultMapping.NotAnObject,
                $"The {What} gives a {value.Kind}, but it must give an object of variables: write {{name: value}}.",
                element.Id,
                element.Line);
        CheckNames(expression, What, _output is null ? null : [.. _output, "response"], "It sees the response only");
        CheckResponse(expression, What, _output);
    }

    private void CheckError(FeelExpression expression, FeelExpression? result)
    {
        const string What = "header errorExpression";
        if (!IsReadable(expression, What))
            return;

        if (connector is not null
            && !ErrorFunctions.Any(function => expression.GetCalls(function).Count > 0)
            && !expression.Text.Contains("errorType", StringComparison.Ordinal))
        {
            findings.Warn(
                "ERROR_EXPRESSION_NEVER",
                $"The {What} never gives an error: it calls none of bpmnError, jobError and ignoreError.",
                element.Id,
                element.Line);
        }

        var mapped = Mapped(result);
        CheckNames(
            expression,
            What,
            mapped is null ? null : [.. mapped, "error", "response", "job"],
            "It sees error after a failure, what was mapped after a success, response and job");
        CheckEntries(expression, What, "error", ["type", "message", "code", "variables"]);
        CheckEntries(expression, What, "job", ["retries"]);
    }

    /// <summary>What an error expression sees after a success; null when that is not known.</summary>
    private IReadOnlyList<string>? Mapped(FeelExpression? result)
    {
        if (_output is null)
            return null;
        var variable = Header("resultVariable")?.Trim();
        if (result is null)
            return variable is null ? _output : [variable];
        // Only what is written out says its names.
        return result.IsValid && result.Text.StartsWith('{') && Evaluate(result) is var value && value.TryGetContext(out var written)
            ? [.. written.Entries.Select(entry => entry.Key), .. variable is null ? (string[])[] : [variable]]
            : null;
    }

    private bool IsReadable(FeelExpression expression, string what)
    {
        foreach (var problem in expression.Diagnostics)
            Refuse(problem.Code, ExpressionCheck.Message(what, expression, problem));
        return expression.IsValid;
    }

    /// <param name="known">Null when any name may be known.</param>
    private void CheckNames(FeelExpression expression, string what, IReadOnlyList<string>? known, string sees)
    {
        var context = known is null ? null : FeelContext.Of([.. known.Distinct().Select(name => (name, FeelValue.Null))]);
        foreach (var problem in expression.Check(context))
        {
            var message = ExpressionCheck.Message(what, expression, problem);
            findings.Warn(
                problem.Code,
                problem.Code is "NO_VARIABLE_FOUND" ? $"{message} {sees}: {string.Join(", ", known!.Distinct())}. It is null." : message,
                element.Id,
                element.Line);
        }
    }

    private void CheckResponse(FeelExpression expression, string what, IReadOnlyList<string>? entries)
    {
        if (entries is not null)
            CheckEntries(expression, what, "response", entries);
    }

    private void CheckEntries(FeelExpression expression, string what, string root, IReadOnlyList<string> entries)
    {
        if (connector is null)
            return;
        foreach (var reference in expression.References)
        {
            if (reference.Path is not [var first, var name, ..] || first != root || entries.Contains(name))
                continue;
            var problem = new FeelDiagnostic(
                "NO_CONTEXT_ENTRY_FOUND",
                $"'{root}' has no entry '{name}', only {string.Join(", ", entries)}: it is null.{Near.Guess(name, entries)}",
                reference.Start,
                reference.Length);
            findings.Warn(problem.Code, ExpressionCheck.Message(what, expression, problem), element.Id, element.Line);
        }
    }

    private void Refuse(string code, string message) => findings.Add(isError: connector is not null, code, message, element.Id, element.Line);

    private string? Header(string name, bool canBeBlank = false) =>
        task.Headers.FirstOrDefault(header => header.Key == name).Value is { } text && (canBeBlank || !string.IsNullOrWhiteSpace(text)) ? text : null;

    private static FeelValue Evaluate(FeelExpression expression) => expression.Evaluate(FeelContext.Empty).Value;

    // Which branch is taken depends on the response.
    private static bool IsChoice(FeelExpression expression) => expression.Text.StartsWith("if", StringComparison.Ordinal);

    private static IReadOnlyList<string>? NamesOf(JsonTypeInfo output) =>
        output.Kind is JsonTypeInfoKind.Object
        && output.Properties.Count > 0
        && output.PolymorphismOptions is null
        && !output.Properties.Any(property => property.IsExtensionData)
            ? [.. output.Properties.Where(property => property.Get is not null).Select(property => property.Name)]
            : null;
}
