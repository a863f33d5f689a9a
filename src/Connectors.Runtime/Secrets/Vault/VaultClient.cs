using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Secrets.Vault;

/// <summary>Sends requests to Vault and says what its refusals mean. Nothing that Vault writes is repeated: it could be anything.</summary>
internal sealed class VaultClient : IDisposable
{
    private const long AnswerBytesAtMost = 4 << 20;

    private readonly VaultOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public VaultClient(VaultOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        // Redirects would carry the token to another host.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        _http = new HttpClient(handler) { MaxResponseContentBufferSize = AnswerBytesAtMost, Timeout = Timeout.InfiniteTimeSpan };
    }

    public void Dispose() => _http.Dispose();

    /// <param name="path">Behind <c>/v1/</c>, escaped.</param>
    /// <exception cref="SecretProviderException">No answer, or one that is no answer of a working Vault.</exception>
    public async Task<VaultAnswer> SendAsync(
        HttpMethod method, string path, string? token, IReadOnlyDictionary<string, string>? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, $"{_options.Address!.AbsoluteUri.TrimEnd('/')}/v1/{path}");
        request.Headers.Add("X-Vault-Request", "true");
        if (token is not null)
            request.Headers.TryAddWithoutValidation("X-Vault-Token", token);
        if (_options.Namespace is { Length: > 0 } space)
            request.Headers.TryAddWithoutValidation("X-Vault-Namespace", space);
        if (body is not null)
            request.Content = JsonContent.Create(body);

        using var late = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            var content = await response.Content.ReadAsByteArrayAsync(either.Token);
            return Understand(response, content);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw Refuse($"did not answer within {_options.Timeout.TotalSeconds:0.###} seconds: see whether it works, and whether the way to it does");
        }
        catch (HttpRequestException silent)
        {
            throw Refuse(
                $"does not answer ({silent.HttpRequestError}): see whether it runs, and correct {VaultOptions.Section}:{nameof(VaultOptions.Address)} "
                + "if it is elsewhere");
        }
    }

    public SecretProviderException Refuse(string problem) => new($"Vault at {_options.Address!.GetLeftPart(UriPartial.Authority)} {problem}.");

    private VaultAnswer Understand(HttpResponseMessage response, byte[] content)
    {
        var status = (int)response.StatusCode;
        switch (response.StatusCode)
        {
            case HttpStatusCode.ServiceUnavailable:
                throw Refuse("is sealed or not ready (503): unseal it with vault operator unseal");
            case HttpStatusCode.TooManyRequests:
                throw Refuse($"refuses for now (429): raise its quota, or {VaultOptions.Section}:{nameof(VaultOptions.KeptFor)}");
            case >= HttpStatusCode.InternalServerError or (HttpStatusCode)472 or (HttpStatusCode)473:
                throw Refuse($"failed ({status}): its log says why");
            case >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest:
                throw Refuse(
                    $"answers with a redirect ({status}): set {VaultOptions.Section}:{nameof(VaultOptions.Address)} to the address of the active node "
                    + "or of the cluster");
        }

        try
        {
            return new VaultAnswer(response.StatusCode, content.Length is 0 ? default : JsonElement.Parse(content));
        }
        catch (JsonException)
        {
            throw Refuse($"answers ({status}) with what is no JSON: see whether another program listens there");
        }
    }
}

/// <summary>What Vault answered.</summary>
/// <param name="Json">Undefined without a body.</param>
internal readonly record struct VaultAnswer(HttpStatusCode Status, JsonElement Json)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>A part of the answer; undefined when there is none.</summary>
    public JsonElement Find(params ReadOnlySpan<string> path)
    {
        var found = Json;
        foreach (var name in path)
        {
            if (found.ValueKind is not JsonValueKind.Object || !found.TryGetProperty(name, out found))
                return default;
        }

        return found;
    }

    /// <summary>Whether Vault itself says that it knows no such place, rather than nothing at the place.</summary>
    public bool HasErrors => Find("errors") is { ValueKind: JsonValueKind.Array } errors && errors.GetArrayLength() > 0;
}
