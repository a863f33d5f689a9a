using Fairlead.Broker;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Deploys files. The form is read in memory: this process writes nothing to disk but its data folder.</summary>
internal sealed class DeploymentEndpoints(EmbeddedCluster cluster)
{
    private const int FilesAtMost = 100;

    public void Map(IEndpointRouteBuilder app) => app.MapPost("/v2/deployments", DeployAsync);

    private async Task DeployAsync(HttpContext http)
    {
        var files = await ReadFilesAsync(http);
        if (files.Count is 0)
            throw RequestRefusal.InvalidArgument("Expected at least one file in the form field 'resources', but there is none.");
        var deployment = await cluster.DeployAsync(files, http.RequestAborted);
        await JsonBody.WriteAsync(http, ToResult(deployment), JsonBody.Contracts.DeploymentResult);
    }

    private static async Task<List<DeploymentFile>> ReadFilesAsync(HttpContext http)
    {
        var files = new List<DeploymentFile>();
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
                        RequestParts.CheckTenant(System.Text.Encoding.UTF8.GetString(content));
                        break;
                    default:
                        throw RequestRefusal.InvalidArgument($"The form field '{part.Name}' is not known here. Files go into 'resources'.");
                }

                if (files.Count > FilesAtMost)
                    throw RequestRefusal.InvalidArgument($"Expected at most {FilesAtMost} files in one deployment.");
            },
            http.RequestAborted);
        return files;
    }

    private static string FileName(FormPart part) => part.FileName is { Length: > 0 } name
        ? name
        : throw RequestRefusal.InvalidArgument("Expected a file name with each file in 'resources', but one has none.");

    private static DeploymentItem ToItem(Broker.DeployedFile file) => file.IsForm
        ? new DeploymentItem
        {
            Form = new DeployedForm
            {
                FormId = file.Id,
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
                ResourceName = file.ResourceName,
                Version = file.Version,
                ResourceKey = new(file.Key),
            },
        };

    private static DeploymentResult ToResult(Deployment deployment) => new()
    {
        DeploymentKey = new(deployment.Key),
        Deployments =
        [
            .. deployment.Definitions.Select(definition => new DeploymentItem
            {
                ProcessDefinition = new DeployedProcess
                {
                    ProcessDefinitionId = definition.ProcessId,
                    ProcessDefinitionVersion = definition.Version,
                    ResourceName = definition.ResourceName,
                    ProcessDefinitionKey = definition.Key,
                },
            }),
            .. deployment.Decisions.Select(decision => new DeploymentItem { DecisionDefinition = decision }),
            .. deployment.Requirements.Select(file => new DeploymentItem { DecisionRequirements = file }),
            .. deployment.Files.Select(ToItem),
        ],
    };
}
