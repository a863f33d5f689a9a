using System.Text.Json;

using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Mapping;

/// <summary>How a response becomes variables: <c>resultVariable</c> takes all of it, <c>resultExpression</c> chooses.</summary>
/// <param name="Variable">Null for none.</param>
/// <param name="Expression">Null for none. Its entries win over the variable.</param>
internal sealed record ResultMapping(string? Variable, FeelExpression? Expression)
{
    public const string ExpressionFailed = "RESULT_EXPRESSION_FAILED";
    public const string NotAnObject = "RESULT_NOT_AN_OBJECT";

    private const string What = "The result expression";

    private static readonly ResultMapping None = new(null, null);

    public static ResultMapping Of(IReadOnlyDictionary<string, string> settings, Expressions expressions)
    {
        var variable = TextOf(settings, "resultVariable");
        var expression = TextOf(settings, "resultExpression");
        return variable is null && expression is null
            ? None
            : new ResultMapping(variable?.Trim(), expression is null ? null : expressions.Get(expression));
    }

    /// <summary>Without a place for documents: an expression that asks for one fails.</summary>
    public MappedResult Map(Response response, DateTimeOffset now)
    {
        if (Expression is null)
            return Whole(response);

        var result = Evaluate(response, now, documents: null);
        return Finish(response, Chosen(result.Value), NullsOf(result, response, now));
    }

    /// <param name="documents">Where <c>createDocument</c> stores what it is given.</param>
    /// <param name="cancellation">Ends the wait for documents to be stored.</param>
    public async ValueTask<MappedResult> MapAsync(
        Response response, DateTimeOffset now, CallDocuments documents, CancellationToken cancellation)
    {
        if (Expression is null)
            return Whole(response);

        var asked = new FeelDocuments();
        var result = Evaluate(response, now, asked);
        var value = await CreatedDocuments.StoreAsync(asked, result.Value, What, documents, cancellation);
        return Finish(response, Chosen(value), NullsOf(result, response, now));
    }

    private MappedResult Whole(Response response) =>
        Variable is null ? MappedResult.Empty : MappedResult.OfVariable(Variable, response);

    private MappedResult Finish(Response response, FeelContext chosen, Func<NullTrace?>? nulls)
    {
        var mapped = MappedResult.Of(Variable is null
            ? chosen
            : FeelContext.Merge(FeelContext.Of((Variable, response.Value)), chosen));
        return nulls is null ? mapped : mapped.With(nulls);
    }

    private FeelResult Evaluate(Response response, DateTimeOffset now, FeelDocuments? documents)
    {
        var result = Expression!.Evaluate(response.Spread(), new FeelEvaluation { Now = now, Documents = documents });
        return result.Failure is null ? result : throw FeelFailure.Of(ExpressionFailed, What, Expression, result);
    }

    private Func<NullTrace?>? NullsOf(FeelResult result, Response response, DateTimeOffset now) =>
        NullTrace.IsWorthIt(result) ? () => NullTrace.Of(Expression!, response.Spread(), now) : null;

    private FeelContext Chosen(FeelValue value)
    {
        if (value.IsNull)
            return FeelContext.Empty;

        return value.TryGetContext(out var chosen)
            ? chosen
            : throw new ConnectorException(
                NotAnObject,
                $"The result expression must give an object of variables, but `{FeelFailure.Excerpt(Expression!.Text)}` gave a "
                + $"{value.Kind}: write it as {{name: value}}. [{NotAnObject}]")
            {
                Retry = RetryAdvice.Never,
            };
    }

    private static string? TextOf(IReadOnlyDictionary<string, string> settings, string name) =>
        settings.TryGetValue(name, out var text) && !string.IsNullOrWhiteSpace(text) ? text : null;
}

/// <summary>What came back from the other side: JSON, and the FEEL value made from it when somebody needs one.</summary>
internal sealed class Response
{
    private byte[]? _json;
    private FeelValue? _value;

    public Response(byte[] json) => _json = json;

    public Response(FeelValue value) => _value = value;

    public FeelValue Value => _value ??= FeelValue.FromJson(_json);

    public byte[] Json => _json ??= _value!.Value.ToJson();

    /// <summary>Its fields at the top level, and all of it as <c>response</c>, which hides a field of that name.</summary>
    public IFeelVariables Spread() =>
        new LaidOver("response", () => Value, Value.TryGetContext(out var fields) ? fields : FeelContext.Empty);
}

/// <summary>Variables, ready to be sent.</summary>
internal sealed class MappedResult
{
    private readonly Response? _whole;
    private readonly string? _name;
    private FeelContext? _context;
    private Func<NullTrace?>? _explain;

    private MappedResult(ReadOnlyMemory<byte> json, FeelContext context)
    {
        Json = json;
        _context = context;
    }

    private MappedResult(string name, Response whole)
    {
        _name = name;
        _whole = whole;
        // Put together from bytes: no need to understand a response that nobody looks into.
        Json = (byte[])[(byte)'{', .. JsonSerializer.SerializeToUtf8Bytes(name, ConnectorJson.Options), (byte)':', .. whole.Json, (byte)'}'];
    }

    public static MappedResult Empty { get; } = new("{}"u8.ToArray(), FeelContext.Empty);

    /// <summary>UTF-8 JSON object.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    public bool IsEmpty => _context is { Count: 0 };

    /// <summary>Evaluates once more to say why some of it is null; null when nothing is.</summary>
    public NullTrace? ExplainNulls() => _explain?.Invoke();

    public FeelContext Context => _context ??= FeelContext.Of((_name!, _whole!.Value));

    /// <summary>The same with a reason for its nulls.</summary>
    public MappedResult With(Func<NullTrace?> explain) => new(Json, Context) { _explain = explain };

    public static MappedResult Of(FeelContext variables) =>
        variables.Count is 0 ? Empty : new(SizeGuard.Write(FeelValue.From(variables), "The result"), variables);

    public static MappedResult OfVariable(string name, Response response) => new(name, response);
}
