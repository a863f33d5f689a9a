using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Fairlead.Connectors.Sdk;

/// <summary>How JSON becomes a connector's input, and how its output becomes JSON.</summary>
/// <remarks>
/// Binding is generous, because element templates store every value as text and FEEL decides on types late: names and
/// enumerations in any case, numbers and booleans as text, one value where a list is wanted, a list of one where a
/// value is wanted, a map as JSON in a text, a discriminator at any place, durations in ISO 8601. Null is the same as absent, and so is
/// blank text where a number, a boolean, an enumeration, a duration or a map is wanted. Properties that the input does not have are
/// ignored. Where bytes, a stream or text is wanted, a reference to a document is read as its content, in base64 for text.
/// </remarks>
public static class ConnectorJson
{
    /// <summary>Nesting beyond this is refused.</summary>
    public const int LevelsAtMost = 200;

    private const string Heading = "Found constraints violated while validating input:";

    /// <summary>For writing outputs and error variables. To read an input, use <see cref="Bind{TInput}"/>.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Reads and validates an input.</summary>
    /// <typeparam name="TInput">The connector's input.</typeparam>
    /// <param name="json">The job's variables: a UTF-8 JSON object.</param>
    /// <exception cref="ConnectorInputException">It does not fit. The message lists every problem, without values.</exception>
    public static TInput Bind<TInput>(ReadOnlyMemory<byte> json) where TInput : notnull =>
        (TInput)Bind(json, typeof(TInput));

    /// <inheritdoc cref="Bind{TInput}"/>
    /// <param name="inputType">The connector's input.</param>
    public static object Bind(ReadOnlyMemory<byte> json, Type inputType)
    {
        using var parsed = Parse(json);
        var fit = new JsonFit(Options);
        var fitted = fit.Rewrite(parsed.RootElement, inputType);
        if (fit.Wanted.Count > 0)
            Refuse(["input: a document is given where text is wanted, and there is nothing here to read it with."]);
        return Finish(fit, fitted, inputType);
    }

    /// <summary>Reads and validates an input, and the content of documents where the input wants that instead of the document.</summary>
    /// <typeparam name="TInput">The connector's input.</typeparam>
    /// <param name="json">The job's variables: a UTF-8 JSON object.</param>
    /// <param name="documents">Gives the content of documents.</param>
    /// <param name="cancellation">Ends the wait for contents.</param>
    /// <exception cref="ConnectorException">It does not fit, or a document cannot be read.</exception>
    public static async ValueTask<TInput> BindAsync<TInput>(
        ReadOnlyMemory<byte> json, CallDocuments documents, CancellationToken cancellation) where TInput : notnull
    {
        using var parsed = Parse(json);
        var fit = new JsonFit(Options);
        if (FinishUnlessContentIsWanted(fit, parsed, typeof(TInput)) is { } input)
            return (TInput)input;

        var contents = new List<ReadOnlyMemory<byte>>();
        foreach (var document in fit.Wanted)
            contents.Add(await documents.ReadAsync(document, cancellation).ConfigureAwait(false));
        var filled = new JsonFit(Options, contents);
        return (TInput)Finish(filled, filled.Rewrite(parsed.RootElement, typeof(TInput)), typeof(TInput));
    }

    private static object? FinishUnlessContentIsWanted(JsonFit fit, JsonDocument parsed, Type inputType)
    {
        var fitted = fit.Rewrite(parsed.RootElement, inputType);
        Refuse(fit.Problems);
        return fit.Wanted.Count > 0 ? null : Finish(fit, fitted, inputType);
    }

    private static object Finish(JsonFit fit, ReadOnlySpan<byte> fitted, Type inputType)
    {
        Refuse(fit.Problems);
        var input = JsonSerializer.Deserialize(fitted, inputType, Options)
            ?? throw new ConnectorInputException($"{Heading}\n- input: expected an object, but it is null.");
        Refuse(InputValidation.Check(input, Options));
        return input;
    }

    private static void Refuse(IReadOnlyList<string> problems)
    {
        if (problems.Count > 0)
            throw new ConnectorInputException($"{Heading}\n{string.Join('\n', problems.Select(problem => $"- {problem}"))}");
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = LevelsAtMost });
        }
        catch (JsonException)
        {
            // Its message would quote the text, which may hold a secret; so it is not passed on as the cause either.
            throw new ConnectorInputException(
                $"{Heading}\n- input: expected a JSON object of at most {LevelsAtMost} levels, but the text is not one.");
        }
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            NumberHandling = JsonNumberHandling.AllowReadingFromString,
            RespectNullableAnnotations = true,
            MaxDepth = LevelsAtMost,
            // What is written here goes to variables, not into HTML.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters =
            {
                new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false),
                new TextBooleanConverter(),
                new IsoDurationConverter(),
                new Base64StreamConverter(),
            },
        };
        options.MakeReadOnly();
        return options;
    }
}
