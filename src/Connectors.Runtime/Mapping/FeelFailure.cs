using Fairlead.Connectors.Sdk;
using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Mapping;

/// <summary>An expression of a model that could not be evaluated, told to its author.</summary>
internal sealed class FeelFailure : ConnectorException
{
    private const int ExcerptAtMost = 200;
    private const int WarningsAtMost = 3;

    private FeelFailure(string code, string message, string reason, string place) : base(code, message)
    {
        Reason = reason;
        Place = place;
        Retry = RetryAdvice.Never;
    }

    /// <summary>What went wrong without the text of the expression, for strangers.</summary>
    public string Reason { get; }

    /// <summary>Which expression failed where, without the values that it worked on; for the log.</summary>
    public string Place { get; }

    /// <param name="what">For example "The result expression".</param>
    /// <param name="result">Has a failure. Its warnings are told, too: they often are what led to it.</param>
    public static FeelFailure Of(string code, string what, FeelExpression expression, FeelResult result)
    {
        var before = result.Warnings
            .DistinctBy(warning => (warning.Code, warning.Message))
            .Take(WarningsAtMost)
            .Select(warning => $" {warning.Describe(expression.Text)}");
        return new FeelFailure(
            code,
            $"{what} `{Excerpt(expression.Text)}` could not be evaluated: {result.Failure!.Describe(expression.Text)}{string.Concat(before)} [{code}]",
            $"{what} could not be evaluated on this request.",
            $"{what} `{Excerpt(expression.Text)}` could not be evaluated: {result.Failure.Code} at position {result.Failure.Start + 1}. [{code}]");
    }

    public static string Excerpt(string text) => text.Length <= ExcerptAtMost ? text : $"{text[..ExcerptAtMost]}…";
}
