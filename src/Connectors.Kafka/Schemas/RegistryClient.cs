using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Kafka.Schemas;

/// <summary>Speaks the REST interface of Confluent's schema registry, through the caller's way to the outside.</summary>
/// <remarks>Source: https://docs.confluent.io/platform/current/schema-registry/develop/api.html</remarks>
internal sealed class RegistryClient(HttpClient http, RegistryPlace place, TimeProvider time)
{
    private const string MediaType = "application/vnd.schemaregistry.v1+json";
    private const int ReferencesAtMost = 100;

    private static readonly TimeSpan AnswerAtMost = TimeSpan.FromSeconds(20);

    /// <summary>The schema of a number; a number never gets another one.</summary>
    /// <exception cref="RegistryException">There is none, or the registry does not answer.</exception>
    public async Task<RegisteredSchema> ReadAsync(int id, CancellationToken cancellation)
    {
        var answer = await SendAsync(
            HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"schemas/ids/{id}"), body: null, cancellation);
        return await SchemaOfAsync(id, answer, cancellation);
    }

    /// <summary>The latest of a subject.</summary>
    /// <exception cref="RegistryException">There is none, or the registry does not answer.</exception>
    public async Task<RegisteredSchema> ReadLatestAsync(string subject, CancellationToken cancellation)
    {
        var answer = await SendAsync(HttpMethod.Get, $"subjects/{Uri.EscapeDataString(subject)}/versions/latest", body: null, cancellation);
        return await SchemaOfAsync(IdOf(answer), answer, cancellation);
    }

    /// <summary>Finds the number of a schema, and registers the schema when that is wanted and it has none.</summary>
    /// <exception cref="RegistryException">It is not there and is not to be, is refused, or the registry does not answer.</exception>
    public async Task<int> FindAsync(string subject, string schema, SchemaType type, bool register, CancellationToken cancellation)
    {
        var path = $"subjects/{Uri.EscapeDataString(subject)}{(register ? "/versions" : "")}";
        return IdOf(await SendAsync(HttpMethod.Post, path, new { schema, schemaType = type is SchemaType.Json ? "JSON" : "AVRO" }, cancellation));
    }

    private async Task<RegisteredSchema> SchemaOfAsync(int id, JsonElement answer, CancellationToken cancellation)
    {
        var referred = new List<string>();
        await CollectAsync(answer, referred, new HashSet<string>(StringComparer.Ordinal), cancellation);
        var type = answer.TryGetProperty("schemaType", out var named) ? named.GetString() : "AVRO";
        return new RegisteredSchema(id, TextOf(answer, "schema"), type ?? "AVRO", referred);
    }

    /// <summary>What a schema refers to comes before it.</summary>
    private async Task CollectAsync(JsonElement schema, List<string> into, HashSet<string> seen, CancellationToken cancellation)
    {
        if (!schema.TryGetProperty("references", out var references) || references.ValueKind is not JsonValueKind.Array)
            return;
        foreach (var reference in references.EnumerateArray())
        {
            var path = string.Create(
                CultureInfo.InvariantCulture,
                $"subjects/{Uri.EscapeDataString(TextOf(reference, "subject"))}/versions/{reference.GetProperty("version").GetInt32()}");
            if (!seen.Add(path))
                continue;
            if (seen.Count > ReferencesAtMost)
                throw new RegistryException(RegistryProblem.Refused, $"A schema of {place.Url} refers to more than {ReferencesAtMost} others.");
            var other = await SendAsync(HttpMethod.Get, path, body: null, cancellation);
            await CollectAsync(other, into, seen, cancellation);
            into.Add(TextOf(other, "schema"));
        }
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, $"{place.Url.TrimEnd('/')}/{path}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaType));
        request.Headers.Authorization = place.Authorization;
        if (body is not null)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, ConnectorJson.Options));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
        }

        using var late = new CancellationTokenSource(AnswerAtMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            var content = await response.Content.ReadAsByteArrayAsync(either.Token);
            return Judge(response.StatusCode, Clients.JsonInput.Parse(content));
        }
        catch (HttpRequestException broken)
        {
            throw new RegistryException(RegistryProblem.Away, $"The schema registry {place.Url} cannot be reached: {broken.GetBaseException().Message.TrimEnd('.')}.");
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new RegistryException(RegistryProblem.Away, $"The schema registry {place.Url} did not answer within {AnswerAtMost.TotalSeconds:0} s.");
        }
    }

    private JsonElement Judge(HttpStatusCode status, JsonElement? answer)
    {
        if (status is HttpStatusCode.OK or HttpStatusCode.Created && answer is { ValueKind: JsonValueKind.Object } good)
            return good;
        var said = answer is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty("message", out var message) ? message.ToString() : "no reason";
        var problem = status switch
        {
            HttpStatusCode.NotFound when answer is not null => RegistryProblem.Unknown,
            HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity => RegistryProblem.Refused,
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => RegistryProblem.Denied,
            _ => RegistryProblem.Away,
        };
        throw new RegistryException(problem, $"The schema registry {place.Url} answered {(int)status}: {said.TrimEnd('.')}.");
    }

    private int IdOf(JsonElement answer) => answer.TryGetProperty("id", out var id) && id.TryGetInt32(out var number) ? number : throw Odd("id");

    private string TextOf(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var text) && text.ValueKind is JsonValueKind.String ? text.GetString()! : throw Odd(name);

    private RegistryException Odd(string name) => new(RegistryProblem.Away, $"The schema registry {place.Url} gave an answer without {name}.");
}

/// <param name="Language">As the registry calls it: AVRO, JSON, PROTOBUF.</param>
/// <param name="Referred">Schemas that it needs, those that they need before them.</param>
internal sealed record RegisteredSchema(int Id, string Text, string Language, IReadOnlyList<string> Referred);

/// <summary>Where a registry is, and who asks.</summary>
internal sealed record RegistryPlace(string Url, AuthenticationHeaderValue? Authorization)
{
    /// <param name="properties">Of the model, in the names of Confluent's client.</param>
    /// <exception cref="ConnectorInputException">They cannot be used.</exception>
    public static RegistryPlace Of(string url, IReadOnlyDictionary<string, string> properties)
    {
        // Of several the first: they stand for one registry.
        var first = url.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
        if (!Uri.TryCreate(first, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new ConnectorInputException("schemaStrategy.schemaRegistryUrl: expected a URL that starts with http:// or https://.");
        var bearer = Of(properties, "bearer.auth.token");
        var basic = Of(properties, "basic.auth.user.info") is { Length: > 0 } info
            ? info
            : address.UserInfo is { Length: > 0 } user ? Uri.UnescapeDataString(user) : "";
        var authorization = (bearer, basic) switch
        {
            ({ Length: > 0 }, _) => new AuthenticationHeaderValue("Bearer", bearer),
            (_, { Length: > 0 }) => new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(basic))),
            _ => null,
        };
        return new RegistryPlace(address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped), authorization);
    }

    public override string ToString() => Url;

    private static string? Of(IReadOnlyDictionary<string, string> properties, string name) =>
        properties.GetValueOrDefault(name) ?? properties.GetValueOrDefault($"schema.registry.{name}");
}

internal enum RegistryProblem
{
    /// <summary>It does not answer, or not as a registry does.</summary>
    Away,

    /// <summary>It does not let us in.</summary>
    Denied,

    /// <summary>It has no such schema.</summary>
    Unknown,

    /// <summary>It does not take the schema.</summary>
    Refused,
}

internal sealed class RegistryException(RegistryProblem problem, string message) : Exception(message)
{
    public RegistryProblem Problem => problem;
}
