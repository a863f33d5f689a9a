using Fairlead.Broker;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Deploys files. The form is read in memory: this process writes nothing to disk but its data folder.</summary>
internal sealed class DeploymentEndpoints(EmbeddedCluster cluster, DeploymentReview review)
{
    private const int FilesAtMost = 100;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v2/deployments", DeployAsync);
        app.MapPost("/fairlead/v1/deployments/check", CheckAsync);
    }

    private async Task DeployAsync(HttpContext http)
    {
        var (files, tenantId) = await ReadFilesAsync(http);
        var found = await review.OfConnectorsAsync(files, http.RequestAborted);
        if (found.Any(finding => finding.Severity is FindingSeverity.Error))
            throw DeploymentReview.Refusal(files.Count, await review.OfAllAsync(files, http.RequestAborted));
        var deployment = await cluster.DeployAsync(files, tenantId, http.RequestAborted);
        var result = ToResult(deployment) with { Findings = found.Count > 0 ? found : null };
        await JsonBody.WriteAsync(http, result, JsonBody.Contracts.DeploymentResult);
    }

    private async Task CheckAsync(HttpContext http)
    {
        var found = await review.OfAllAsync((await ReadFilesAsync(http)).Files, http.RequestAborted);
        var result = new DeploymentCheckResult
        {
            IsDeployable = found.All(finding => finding.Severity is FindingSeverity.Warning),
            Findings = found,
        };
        await JsonBody.WriteAsync(http, result, JsonBody.Contracts.DeploymentCheckResult);
    }

    private static async Task<(List<DeploymentFile> Files, string? TenantId)> ReadFilesAsync(HttpContext http)
    {
        var files = new List<DeploymentFile>();
        string? tenantId = null;
        var form = FormParts.Of(http.Request, "A deployment takes 'multipart/form-data' with files in the field 'resources'");
        await form.ReadAsync(
            async part =>
            {
                var content = await part.ReadAsync(http.RequestAborted);
                switch (part.Name)
                {
                    case "resources":
                        files.Add(new DeploymentFile(FileName(part), content));
                        break;
                    case "tenantId":
                        tenantId = System.Text.Encoding.UTF8.GetString(content);
                        break;
                    default:
                        throw RequestRefusal.InvalidArgument($"The form field '{part.Name}' is not known here. Files go into 'resources'.");
                }

                if (files.Count > FilesAtMost)
                    throw RequestRefusal.InvalidArgument($"Expected at most {FilesAtMost} files in one deployment.");
            },
            http.RequestAborted);
        return files.Count > 0
            ? (files, tenantId)
            : throw RequestRefusal.InvalidArgument("Expected at least one file in the form field 'resources', but there is none.");
    }

    private static string FileName(FormPart part) => part.FileName is { Length: > 0 } name
        ? name
        : throw RequestRefusal.InvalidArgument("Expected a file name with each file in 'resources', but one has none.");

    private static DeploymentItem ToItem(Broker.DeployedFile file, string tenantId) => file.IsForm
        ? new DeploymentItem
        {
            Form = new DeployedForm
            {
                FormId = file.Id,
                TenantId = tenantId,
                Version = file.Version,
                ResourceName = file.ResourceName,
                FormKey = new(file.Key),
            },
        }
        : new DeploymentItem
        {
            Resource = new Protocol.Rest.DeployedFile
            {
                ResourceId = file.Id,
                TenantId = tenantId,
                ResourceName = file.ResourceName,
                Version = file.Version,
                ResourceKey = new(file.Key),
            },
        };

    private static DeploymentResult ToResult(Deployment deployment) => new()
    {
        DeploymentKey = new(deployment.Key),
        TenantId = deployment.TenantId,
        Deployments =
        [
            .. deployment.Definitions.Select(definition => new DeploymentItem
            {
                ProcessDefinition = new DeployedProcess
                {
                    ProcessDefinitionId = definition.ProcessId,
                    TenantId = deployment.TenantId,
                    ProcessDefinitionVersion = definition.Version,
                    ResourceName = definition.ResourceName,
                    ProcessDefinitionKey = definition.Key,
                },
            }),
            .. deployment.Decisions.Select(decision => new DeploymentItem { DecisionDefinition = decision }),
            .. deployment.Requirements.Select(file => new DeploymentItem { DecisionRequirements = file }),
            .. deployment.Files.Select(file => ToItem(file, deployment.TenantId)),
        ],
    };
}
