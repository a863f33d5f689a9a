using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Http;

/// <summary>One HTTP request. The names are those of the element template <c>io.camunda.connectors.HttpJson.v2</c>.</summary>
public record RestCall
{
    private const int SecondsByDefault = 20;
    private const int SecondsAtMost = 24 * 60 * 60;

    [Field("Authentication")]
    public RestAuthentication Authentication { get; init; } = new RestAuthentication.None();

    [Field("Method")]
    public RestMethod Method { get; init; } = RestMethod.Get;

    [Required, Field("URL", Help = "Starts with http:// or https://.")]
    public required string Url { get; init; }

    [Field("Headers", Help = "A value that is null is left out; a list is sent as several headers.")]
    public IReadOnlyDictionary<string, JsonElement>? Headers { get; init; }

    [Field("Query parameters", Help = "Added to the URL, always encoded; a list repeats its name.")]
    public IReadOnlyDictionary<string, JsonElement>? QueryParameters { get; init; }

    [Field("Skip URL encoding", IsHidden = true, Help = "For a URL that is encoded already: it is sent exactly as it is.")]
    public bool SkipEncoding { get; init; }

    [Field("Follow redirects")]
    public bool FollowRedirects { get; init; }

    [Field("Body", IsLong = true, Help = "For POST, PUT and PATCH. An object is sent as JSON unless the Content-Type header names a form.")]
    public JsonElement? Body { get; init; }

    [Field("Ignore null values", Help = "Leaves out the null properties of a body.")]
    public bool IgnoreNullValues { get; init; }

    [Range(0, SecondsAtMost), Field("Connection timeout", Default = "20", Help = "Seconds; 0 leaves it to the job's timeout.")]
    public int? ConnectionTimeoutInSeconds { get; init; }

    [Range(0, SecondsAtMost), Field("Read timeout", Default = "20", Help = "Seconds without a byte of the answer; 0 leaves it to the job's timeout.")]
    public int? ReadTimeoutInSeconds { get; init; }

    [Field("Response format")]
    public DocumentReturnFormat DocumentReturnFormat { get; init; } = new();

    [Field("Stored credential", Help = "A cluster variable such as =camunda.vars.env.crm. It wins over the authentication of the task.")]
    public JsonElement? AuthenticationConfiguration { get; init; }

    /// <summary>Null for what all requests of this server have.</summary>
    [Field("TLS", Help = "A certificate of the task's own, and whom it trusts.")]
    public RestClientTls? ClientTls { get; init; }

    /// <summary>From before there was a response format; one that is chosen wins.</summary>
    [Field("Store response", IsHidden = true, Help = "The same as the response format DOCUMENT.")]
    public bool StoreResponse { get; init; }

    /// <summary>It changes nothing whatever its method is: a question that is sent by POST.</summary>
    [JsonIgnore]
    internal bool IsQuestion { get; init; }

    /// <summary>Whether it may have taken effect although its answer got lost.</summary>
    [JsonIgnore]
    internal bool ChangesSomething => Method is not RestMethod.Get && !IsQuestion;

    /// <summary>What is stored wins over what the task says.</summary>
    [JsonIgnore]
    internal RestAuthentication Proof => RestCredential.Of(AuthenticationConfiguration) ?? Authentication;

    [JsonIgnore]
    internal DocumentReturnChoice ReturnChoice =>
        DocumentReturnFormat.Choice ?? (StoreResponse ? DocumentReturnChoice.Document : DocumentReturnChoice.Json);

    [JsonIgnore]
    internal TimeSpan ConnectionTimeout => TimeSpan.FromSeconds(ConnectionTimeoutInSeconds ?? SecondsByDefault);

    /// <summary>Follows the connection timeout when only that one is set.</summary>
    [JsonIgnore]
    internal TimeSpan ReadTimeout =>
        TimeSpan.FromSeconds(ReadTimeoutInSeconds ?? ConnectionTimeoutInSeconds ?? SecondsByDefault);

    /// <summary>Says little: address, headers and body may hold secrets that nobody typed as such.</summary>
    public sealed override string ToString() => $"{nameof(RestCall)} {Method}";
}

public enum RestMethod
{
    [JsonStringEnumMemberName("POST")] Post,
    [JsonStringEnumMemberName("GET")] Get,
    [JsonStringEnumMemberName("DELETE")] Delete,
    [JsonStringEnumMemberName("PATCH")] Patch,
    [JsonStringEnumMemberName("PUT")] Put,
}

/// <summary>How the body of the answer is returned.</summary>
public sealed record DocumentReturnFormat
{
    [Field("Format", Default = "JSON", Help = "JSON: objects and lists are read, anything else is text. TEXT: always text. DOCUMENT: kept as a document.")]
    public DocumentReturnChoice? Choice { get; init; }

    [Field("Encoding", Help = "Used when the answer does not name its own.")]
    public string Encoding { get; init; } = "UTF-8";
}

public enum DocumentReturnChoice
{
    [JsonStringEnumMemberName("JSON")] Json,
    [JsonStringEnumMemberName("TEXT")] Text,
    [JsonStringEnumMemberName("DOCUMENT")] Document,
}
