using Fairlead.Connectors.Sdk;
using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Mapping;

/// <summary>Keeps what does not belong into variables out of them.</summary>
internal static class SizeGuard
{
    /// <summary>1.5 MiB of JSON: what goes into the instance, not what the other system sent.</summary>
    public const int BytesAtMost = 1_572_864;

    public const string TooLarge = "VARIABLES_TOO_LARGE";
    public const string ForbiddenFunction = "FORBIDDEN_FUNCTION";

    /// <summary>Writes out what an expression gave; no more of it than is allowed.</summary>
    /// <param name="what">For example "The result".</param>
    public static byte[] Write(FeelValue value, string what) => value.TryToJson(BytesAtMost, out var json) ? json : throw Refuse(what);

    /// <param name="what">For example "The result".</param>
    public static void Check(ReadOnlyMemory<byte> variables, string what)
    {
        if (variables.Length > BytesAtMost)
            throw Refuse(what);

        // An object with this key would be run as a function where it is next used as an input.
        if (variables.Span.IndexOf("camunda.function.type"u8) >= 0)
        {
            throw new ConnectorException(
                ForbiddenFunction,
                $"{what} contains \"camunda.function.type\", which would be run as a function when it is used as an input: "
                + $"leave it out. [{ForbiddenFunction}]")
            {
                Retry = RetryAdvice.Never,
            };
        }
    }

    private static ConnectorException Refuse(string what) => new(
        TooLarge,
        $"{what} has more than the {BytesAtMost:N0} bytes of JSON that may become variables: map only what the process "
        + $"needs, or keep it as a document and map the reference to it (response format DOCUMENT, or createDocument). [{TooLarge}]")
    {
        Retry = RetryAdvice.Never,
    };
}
