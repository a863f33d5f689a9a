using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Soap;

/// <summary>One message to a service. The names are those of the element template <c>io.camunda:soap</c>.</summary>
public sealed record SoapCall
{
    private const int SecondsAtMost = 24 * 60 * 60;

    [Required, Field("Service URL", Help = "Starts with http:// or https://.", Example = "https://api.example.com/orders", Group = "Connection")]
    public required string ServiceUrl { get; init; }

    [Field("Authentication", Group = "Authentication")]
    public SoapAuthentication Authentication { get; init; } = new SoapAuthentication.None();

    [Field("SOAP version", Group = "SOAP message")]
    public SoapVersion SoapVersion { get; init; } = new SoapVersion.V11();

    [Field("SOAP header", Group = "SOAP message")]
    public SoapHeader Header { get; init; } = new SoapHeader.None();

    [Field("SOAP body", Group = "SOAP message")]
    public SoapBody Body { get; init; } = new SoapBody.FromJson();

    [Field("Namespaces", Help = "A context of prefixes and namespaces for the whole envelope.", Example = "={ord: \"http://example.com/orders\"}", Group = "SOAP message")]
    public IReadOnlyDictionary<string, string>? Namespaces { get; init; }

    [Range(0, SecondsAtMost), Field("Timeout", Help = "Seconds for the connection, and without a byte of the answer; 0 leaves it to the job's timeout.", Default = "20", Group = "Timeout")]
    public int? ConnectionTimeoutInSeconds { get; init; }

    /// <summary>Says little: the message may hold a secret that nobody typed as such.</summary>
    public override string ToString() => nameof(SoapCall);
}

/// <summary>Which SOAP the service speaks.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "version")]
[JsonDerivedType(typeof(V11), "1.1")]
[JsonDerivedType(typeof(V12), "1.2")]
public abstract record SoapVersion
{
    private SoapVersion() { }

    [Field("SOAP action", Help = "What the service does by, where it asks for that.")]
    public string? SoapAction { get; init; }

    internal abstract string Namespace { get; }

    internal abstract IEnumerable<KeyValuePair<string, string>> Headers { get; }

    /// <summary>Without quotes around it, which some people type.</summary>
    private string Action => SoapAction?.Trim() switch
    {
        null => "",
        ['"', .. var quoted, '"'] => quoted,
        var bare => bare,
    };

    [Choice("1.1")]
    public sealed record V11 : SoapVersion
    {
        internal override string Namespace => "http://schemas.xmlsoap.org/soap/envelope/";

        internal override IEnumerable<KeyValuePair<string, string>> Headers =>
        [
            new("Content-Type", "text/xml; charset=utf-8"),
            new("Accept", "text/xml, */*;q=0.1"),
            // It is there in every request, and in quotes.
            new("SOAPAction", $"\"{Action}\""),
        ];
    }

    [Choice("1.2")]
    public sealed record V12 : SoapVersion
    {
        internal override string Namespace => "http://www.w3.org/2003/05/soap-envelope";

        internal override IEnumerable<KeyValuePair<string, string>> Headers =>
        [
            new("Content-Type", Action.Length is 0
                ? "application/soap+xml; charset=utf-8"
                : $"application/soap+xml; charset=utf-8; action=\"{Action.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""),
            new("Accept", "application/soap+xml, */*;q=0.1"),
        ];
    }
}

/// <summary>What stands in the header of the envelope, beside what the authentication puts there.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(FromTemplate), "template")]
[JsonDerivedType(typeof(FromJson), "json")]
[JsonDerivedType(typeof(None), "none")]
public abstract record SoapHeader
{
    private SoapHeader() { }

    [Choice("Template")]
    public sealed record FromTemplate : SoapHeader
    {
        [Field("XML template", Help = "{{name}} stands for a value of the context.", IsLong = true)]
        public string? Template { get; init; }

        [Field("Template context", Example = "={name: customer.name}")]
        public IReadOnlyDictionary<string, JsonElement>? Context { get; init; }
    }

    [Choice("JSON")]
    public sealed record FromJson : SoapHeader
    {
        [Field("JSON", Help = "Names are elements, names with @ attributes, and $content is text beside attributes.", Example = "={\"ord:trace\": {\"@id\": \"7\"}}")]
        public IReadOnlyDictionary<string, JsonElement>? Json { get; init; }
    }

    [Choice("None")]
    public sealed record None : SoapHeader;
}

/// <summary>What stands in the body of the envelope.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(FromTemplate), "template")]
[JsonDerivedType(typeof(FromJson), "json")]
public abstract record SoapBody
{
    private SoapBody() { }

    [Choice("Template")]
    public sealed record FromTemplate : SoapBody
    {
        [Field("XML template", Help = "{{name}} stands for a value of the context.", IsLong = true)]
        public string? Template { get; init; }

        [Field("Template context", Example = "={name: customer.name}")]
        public IReadOnlyDictionary<string, JsonElement>? Context { get; init; }
    }

    [Choice("JSON")]
    public sealed record FromJson : SoapBody
    {
        [Field("JSON", Help = "Names are elements, names with @ attributes, and $content is text beside attributes.", Example = "={\"ord:order\": {\"ord:id\": \"7\"}}")]
        public IReadOnlyDictionary<string, JsonElement>? Json { get; init; }
    }
}
