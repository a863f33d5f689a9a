using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fairlead.Broker;
using Fairlead.Connectors.Runtime.Planning;
using Fairlead.Server.Http;

namespace Fairlead.Server.Management;

/// <param name="CredentialId">The kind, such as <c>io.camunda.connectors:rest-authentication:1</c>.</param>
/// <param name="CredentialRef">Name of the cluster variable, or the expression that an input has: <c>camunda.vars.env.NAME</c>.</param>
/// <param name="TenantId">Null for the default tenant.</param>
/// <param name="PhysicalTenantId">Null or <c>default</c>: there is one cluster.</param>
internal sealed record CredentialQuestion(string? CredentialId, string? CredentialRef, string? TenantId, string? PhysicalTenantId);

/// <param name="Status"><c>SUCCESS</c>, <c>FAILURE</c> or <c>UNSUPPORTED</c>.</param>
internal sealed record CredentialView(string Status, string? Code, string Message);

/// <summary>Tries stored credentials, in the shape of the original.</summary>
internal sealed partial class CredentialEndpoints(EmbeddedCluster cluster, CredentialTests tests)
{
    private const string NotFound = "CREDENTIAL_NOT_FOUND";
    private const string DefaultTenant = "<default>";

    public void Map(IEndpointRouteBuilder app) => app.MapPost("/configurations/validate", ValidateAsync);

    private async Task ValidateAsync(HttpContext http)
    {
        var question = await JsonBody.ReadAsync(http, ManagementJson.Readable.CredentialQuestion);
        if (string.IsNullOrWhiteSpace(question.CredentialId) || string.IsNullOrWhiteSpace(question.CredentialRef))
            throw RequestRefusal.InvalidArgument("Expected credentialId, the kind of the credential, and credentialRef, the cluster variable that holds it.");
        if (question.PhysicalTenantId is not (null or "" or PhysicalTenant.Name))
            throw RequestRefusal.InvalidArgument(PhysicalTenant.Refusal(question.PhysicalTenantId));

        var tenant = string.IsNullOrEmpty(question.TenantId) ? DefaultTenant : question.TenantId;
        var verdict = await FindAsync(question.CredentialRef, tenant, http.RequestAborted) is { } stored
            ? await tests.TestAsync(question.CredentialId, stored, tenant, http.RequestAborted)
            : new CredentialVerdict(
                CredentialStatus.Failure,
                NotFound,
                $"There is no cluster variable for '{question.CredentialRef}'. ./fairlead cluster-variables list shows those that there are. [{NotFound}]");
        await JsonBody.WriteAsync(
            http,
            new CredentialView(verdict.Status.ToString().ToUpperInvariant(), verdict.Code, verdict.Message),
            ManagementJson.Readable.CredentialView);
    }

    /// <returns>UTF-8 JSON; null when there is none.</returns>
    private async Task<byte[]?> FindAsync(string reference, string tenant, CancellationToken cancellation)
    {
        var context = JsonElement.Parse((await cluster.ClusterVariables.GetContextAsync(tenant, cancellation)).Span);
        var read = Reference().Match(reference);
        IEnumerable<string> path = read.Success
            ? [read.Groups[1].Value, .. read.Groups[2].Captures.Select(name => name.Value.Trim('`'))]
            : ["env", reference];
        var found = path.Prepend("vars").Aggregate(
            (JsonElement?)context,
            (value, name) => value is { ValueKind: JsonValueKind.Object } map && map.TryGetProperty(name, out var inner) ? inner : null);
        return found is { ValueKind: not JsonValueKind.Null } stored ? Encoding.UTF8.GetBytes(stored.GetRawText()) : null;
    }

    [GeneratedRegex(@"^\s*=?\s*camunda\.vars\.(env|cluster|tenant)(?:\.([\p{L}_][\p{L}\p{N}_]*|`[^`]+`))+\s*$")]
    private static partial Regex Reference();
}

/// <summary>The original connects one runtime to several clusters; this process is one.</summary>
internal static class PhysicalTenant
{
    public const string Name = "default";

    public static string Refusal(string other) =>
        $"There is one cluster here, whose physical tenant is called '{Name}'; there is no '{other}'.";
}
