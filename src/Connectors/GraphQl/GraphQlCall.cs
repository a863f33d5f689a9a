using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Connectors.Http;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.GraphQl;

/// <summary>One operation. The names are those of the element template <c>io.camunda.connectors.GraphQL.v1</c>.</summary>
public sealed record GraphQlCall
{
    [Field("Authentication")]
    public RestAuthentication Authentication { get; init; } = new RestAuthentication.None();

    [Field("Stored credential", Help = "A cluster variable such as =camunda.vars.env.crm. It wins over the authentication of the task.")]
    public JsonElement? AuthenticationConfiguration { get; init; }

    [Required, Field("Operation")]
    public required GraphQlOperation Graphql { get; init; }

    [Field("Response format")]
    public DocumentReturnFormat DocumentReturnFormat { get; init; } = new();

    /// <summary>The request as HTTP.</summary>
    internal RestCall ToRest()
    {
        var rest = new RestCall
        {
            Authentication = Authentication,
            AuthenticationConfiguration = AuthenticationConfiguration,
            Url = Graphql.Url,
            Headers = Accepting(Graphql.Headers),
            ConnectionTimeoutInSeconds = Graphql.ConnectionTimeoutInSeconds,
            ReadTimeoutInSeconds = Graphql.ReadTimeoutInSeconds,
            DocumentReturnFormat = DocumentReturnFormat,
        };
        return Graphql.Method is GraphQlMethod.Get
            ? rest with { Method = RestMethod.Get, QueryParameters = Parameters().ToDictionary() }
            : rest with { Method = RestMethod.Post, IsQuestion = !Graphql.MayChange, Body = JsonSerializer.SerializeToElement(Parameters().ToDictionary()) };
    }

    /// <summary>Says little: the operation may hold a secret that nobody typed as such.</summary>
    public override string ToString() => $"{nameof(GraphQlCall)} {Graphql.Method}";

    /// <summary>In a URL all values are text, and so the variables are JSON in a text.</summary>
    private IEnumerable<KeyValuePair<string, JsonElement>> Parameters()
    {
        yield return new("query", JsonSerializer.SerializeToElement(Graphql.Query));
        if (Graphql.Variables is not { Count: > 0 } variables)
            yield break;
        var json = JsonSerializer.SerializeToElement(variables);
        yield return new("variables", Graphql.Method is GraphQlMethod.Get ? JsonSerializer.SerializeToElement(json.GetRawText()) : json);
    }

    /// <summary>With the plain media type a server reports what it could not do beside what it could; with the other one, by its status.</summary>
    private static Dictionary<string, JsonElement> Accepting(IReadOnlyDictionary<string, JsonElement>? given)
    {
        var headers = new Dictionary<string, JsonElement>(given ?? new Dictionary<string, JsonElement>(), StringComparer.OrdinalIgnoreCase);
        headers.TryAdd("Accept", JsonSerializer.SerializeToElement("application/json"));
        return headers;
    }
}

/// <summary>What is asked, and whom.</summary>
public sealed record GraphQlOperation
{
    private const int SecondsAtMost = 24 * 60 * 60;

    [Field("Method", Help = "GET for queries only: query and variables are in the URL then.")]
    public GraphQlMethod Method { get; init; } = GraphQlMethod.Get;

    [Required, Field("URL", Help = "Starts with http:// or https://.", Example = "https://api.example.com/graphql")]
    public required string Url { get; init; }

    [Field("Headers", Help = "A value that is null is left out; a list is sent as several headers.")]
    public IReadOnlyDictionary<string, JsonElement>? Headers { get; init; }

    [Required, Field("Query or mutation", IsLong = true, Example = "query($id: ID!) { order(id: $id) { total } }")]
    public required string Query { get; init; }

    [Field("Variables", Help = "A context with a value for each variable of the operation.", Example = "={id: orderId}")]
    public IReadOnlyDictionary<string, JsonElement>? Variables { get; init; }

    [Range(0, SecondsAtMost), Field("Connection timeout", Help = "Seconds; 0 leaves it to the job's timeout.", Default = "20")]
    public int? ConnectionTimeoutInSeconds { get; init; }

    [Range(0, SecondsAtMost), Field("Read timeout", Help = "Seconds without a byte of the answer; 0 leaves it to the job's timeout.", Default = "20")]
    public int? ReadTimeoutInSeconds { get; init; }

    /// <summary>Whether there is an operation in it that is no query; the word may be a name of something else, which does no harm.</summary>
    internal bool MayChange => Query.Contains("mutation", StringComparison.Ordinal);

    /// <summary>Says little: any of it may hold a secret.</summary>
    public override string ToString() => $"{nameof(GraphQlOperation)} {Method}";
}

public enum GraphQlMethod
{
    [JsonStringEnumMemberName("get"), Choice("GET")] Get,
    [JsonStringEnumMemberName("post"), Choice("POST")] Post,
}
