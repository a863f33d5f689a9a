using System.Text.Json;

using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Http;
using Fairlead.Connectors.Runtime.Outbound;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Planning;

/// <summary>Tries credentials that are kept as cluster variables, by the connector that knows their kind.</summary>
public sealed class CredentialTests(ConnectorCatalog catalog, JobSecrets secrets, HttpTransport transport, TimeProvider time)
{
    private const string Unknown = "CREDENTIAL_KIND_UNKNOWN";

    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(30);

    /// <param name="credentialId">The kind.</param>
    /// <param name="stored">UTF-8 JSON; the names of secrets in it are filled in, as they are for a job.</param>
    /// <param name="tenantId">Whose secrets are meant.</param>
    public async Task<CredentialVerdict> TestAsync(string credentialId, ReadOnlyMemory<byte> stored, string tenantId, CancellationToken cancellation)
    {
        if (catalog.FindCredentialTest(credentialId) is not var (test, jobType))
            return new CredentialVerdict(
                CredentialStatus.Unsupported, Unknown, $"No connector that runs here can try credentials of the kind '{credentialId}'. [{Unknown}]");

        var redactor = new Redactor();
        var call = new CallInProgress(new JobFacts { Key = 0, Type = jobType, TenantId = tenantId }, transport, time)
        {
            Redactor = redactor,
            Records = false,
            SendsKey = false,
        };
        using var limit = new CancellationTokenSource(AtMost, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            var filled = await secrets.FillInEverywhereAsync(JobOf(jobType, stored, tenantId), redactor, both.Token);
            var credential = JsonElement.Parse(filled.Span).GetProperty("credential");
            return new CredentialVerdict(CredentialStatus.Success, Code: null, redactor.Clean(await test.TestAsync(credential, call, both.Token)));
        }
        catch (ConnectorException refused)
        {
            return new CredentialVerdict(CredentialStatus.Failure, redactor.Clean(refused.Code), redactor.Clean(refused.Message));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new CredentialVerdict(
                CredentialStatus.Failure, JobError.TimedOut, $"The other side did not answer within {AtMost.TotalSeconds:0} seconds. [{JobError.TimedOut}]");
        }
    }

    private static ActivatedJob JobOf(string jobType, ReadOnlyMemory<byte> stored, string tenantId) => new()
    {
        Key = new(0),
        Type = jobType,
        ProcessInstanceKey = new(0),
        ProcessDefinitionKey = new(0),
        ProcessId = "",
        ProcessVersion = 0,
        ElementId = "",
        ElementInstanceKey = new(0),
        Headers = new Dictionary<string, string>(),
        Worker = "",
        RetriesLeft = 1,
        Deadline = default,
        Variables = (byte[])[.. "{\"credential\":"u8, .. stored.Span, (byte)'}'],
        TenantId = tenantId,
    };
}

public enum CredentialStatus
{
    Success,
    Failure,
    Unsupported,
}

/// <param name="Code">Stable name of what is wrong; null when nothing is.</param>
/// <param name="Message">What was tried and seen, or what is wrong. Clean of secrets.</param>
public sealed record CredentialVerdict(CredentialStatus Status, string? Code, string Message);
