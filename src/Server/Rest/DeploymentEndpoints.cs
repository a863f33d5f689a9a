using Fairlead.Broker;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

internal static class DeploymentEndpoints
{
    private const string FilesPart = "resources";

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/deployments", DeployAsync);

    private static async Task DeployAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
            throw new RequestProblemException(
                415,
                "Unsupported Media Type",
                $"The content type '{context.Request.ContentType}' is not understood here. Send multipart/form-data with the files in parts named '{FilesPart}'.");

        var form = await ReadFormAsync(context);
        Exchange.CheckTenant(form["tenantId"]);
        var files = new List<DeploymentFile>();
        foreach (var part in form.Files.GetFiles(FilesPart))
        {
            using var content = new MemoryStream(checked((int)part.Length));
            await part.CopyToAsync(content, context.RequestAborted);
            files.Add(new DeploymentFile(part.FileName, content.ToArray()));
        }

        if (files.Count == 0)
            throw RequestProblemException.Invalid($"The request has no file. Send each as a part named '{FilesPart}' with a file name.");

        var cluster = context.RequestServices.GetRequiredService<EmbeddedCluster>();
        var deployment = await cluster.DeployAsync(files, context.RequestAborted);
        await Exchange.WriteAsync(context, ToResult(deployment), RestJson.Default.DeploymentResult);
    }

    private static async Task<IFormCollection> ReadFormAsync(HttpContext context)
    {
        try
        {
            return await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (InvalidDataException problem)
        {
            throw RequestProblemException.Invalid($"The multipart body cannot be read: {problem.Message}");
        }
    }

    private static DeploymentResult ToResult(Deployment deployment) => new()
    {
        DeploymentKey = new DeploymentKey(deployment.Key),
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
        ],
    };
}
