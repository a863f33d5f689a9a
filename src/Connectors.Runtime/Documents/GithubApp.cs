using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Documents;

/// <summary>Makes tokens for an installation of a GitHub app: a signed statement of who we are, exchanged for a token of an hour.</summary>
/// <remarks>Source: https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app</remarks>
/// <param name="PrivateKey">PEM, of RSA; line breaks may be spaces or <c>\n</c>, as one-line fields make of them.</param>
internal sealed record GithubApp(Uri Api, Secret PrivateKey, string AppId, string InstallationId)
{
    public const string Refused = "GITHUB_TOKEN_REFUSED";

    // Ten minutes is what GitHub allows; a clock may be wrong by a little.
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(9);
    private static readonly TimeSpan ClockMayBeWrongBy = TimeSpan.FromMinutes(1);

    public async Task<Secret> CreateTokenAsync(CallInProgress call, TimeProvider time, CancellationToken cancellation)
    {
        var statement = Sign(time.GetUtcNow());
        call.Redactor.Add(statement);
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(Api, $"app/installations/{Uri.EscapeDataString(InstallationId)}/access_tokens"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", statement.Reveal());
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.github+json"));
        request.Headers.UserAgent.ParseAdd("Fairlead");
        try
        {
            using var response = await call.Http.SendAsync(request, cancellation);
            var token = TokenOf(await response.Content.ReadAsStringAsync(cancellation));
            if (token is not { } found)
                throw Refuse($"answered {(int)response.StatusCode} without a token; check the ids of the app and its installation, and the key", null);
            call.Redactor.Add(found);
            return found;
        }
        catch (HttpRequestException cause)
        {
            throw Refuse($"could not be reached: {cause.GetBaseException().Message.TrimEnd('.')}", cause);
        }
    }

    /// <summary>Source: RFC 7515, RFC 7519.</summary>
    private Secret Sign(DateTimeOffset now)
    {
        var claims = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"iat":{{(now - ClockMayBeWrongBy).ToUnixTimeSeconds()}},"exp":{{(now + Life).ToUnixTimeSeconds()}},"iss":{{JsonSerializer.Serialize(AppId)}}}""");
        var statement = $"{Encode("""{"alg":"RS256","typ":"JWT"}""")}.{Encode(claims)}";
        using var key = RSA.Create();
        try
        {
            key.ImportFromPem(Pem());
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or CryptographicException)
        {
            // Its message might tell something of the key.
            throw new ConnectorInputException("createGithubAppInstallationToken: the private key is not an RSA key in PEM.");
        }

        var signature = key.SignData(Encoding.ASCII.GetBytes(statement), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return new Secret($"{statement}.{Base64Url.EncodeToString(signature)}");
    }

    /// <summary>With the line breaks that PEM needs around its first and its last line.</summary>
    private string Pem()
    {
        var text = PrivateKey.Reveal().Replace("\\n", "\n", StringComparison.Ordinal).Trim();
        var begin = text.IndexOf("KEY-----", StringComparison.Ordinal);
        var end = text.LastIndexOf("-----END", StringComparison.Ordinal);
        return begin < 0 || end < begin + 8
            ? text
            : $"{text[..(begin + 8)]}\n{string.Concat(text[(begin + 8)..end].Where(letter => !char.IsWhiteSpace(letter)))}\n{text[end..]}";
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private static Secret? TokenOf(string answer)
    {
        try
        {
            return JsonElement.Parse(answer) is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("token", out var token) && token.ValueKind is JsonValueKind.String
                    ? new Secret(token.GetString()!)
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private ConnectorException Refuse(string what, Exception? cause) => new(
        Refused, $"No token of a GitHub app could be made: {Api.Authority} {what}. [{Refused}]", cause);
}
