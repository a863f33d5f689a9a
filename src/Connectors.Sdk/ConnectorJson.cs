using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Fairlead.Connectors.Sdk;

/// <summary>How JSON becomes a connector's input, and how its output becomes JSON.</summary>
/// <remarks>
/// Binding is generous, because element templates store every value as text and FEEL decides on types late: names and
/// enumerations in any case, numbers and booleans as text, one value where a list is wanted, a list of one where a
/// value is wanted, a discriminator at any place, durations in ISO 8601. Null is the same as absent, and so is blank
/// text where a number, a boolean, an enumeration or a duration is wanted. Properties that the input does not have are
/// ignored.
/// </remarks>
public static class ConnectorJson
{
    /// <summary>Nesting beyond this is refused.</summary>
    public const int LevelsAtMost = 200;

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
        using var document = Parse(json);
        var fit = new JsonFit(Options);
        var fitted = fit.Rewrite(document.RootElement, inputType);
        Refuse(fit.Problems);

        var input = JsonSerializer.Deserialize(fitted, inputType, Options)
            ?? throw new ConnectorInputException($"{Heading}\n- input: expected an object, but it is null.");
        Refuse(InputValidation.Check(input, Options));
        return input;
    }

    private const string Heading = "Found constraints violated while validating input:";

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
            },
        };
        options.MakeReadOnly();
        return options;
    }
}
