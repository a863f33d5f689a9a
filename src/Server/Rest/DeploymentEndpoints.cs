using Fairlead.Broker;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Fairlead.Server.Rest;

/// <summary>Deploys files. The form is read in memory: this process writes nothing to disk but its data folder.</summary>
internal sealed class DeploymentEndpoints(EmbeddedCluster cluster)
{
    private const int BoundaryAtMost = 128;
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
        var form = new MultipartReader(Boundary(http.Request), http.Request.Body);
        try
        {
            while (await form.ReadNextSectionAsync(http.RequestAborted) is { } part)
            {
                if (!ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition))
                    throw RequestRefusal.OfHttp(StatusCodes.Status400BadRequest, "A part of the form has no Content-Disposition header.");
                var content = await ReadAsync(part.Body, http.RequestAborted);
                switch (HeaderUtilities.RemoveQuotes(disposition.Name).Value)
                {
                    case "resources":
                        files.Add(new DeploymentFile(FileName(disposition), content));
                        break;
                    case "tenantId":
                        RequestParts.CheckTenant(System.Text.Encoding.UTF8.GetString(content));
                        break;
                    case var other:
                        throw RequestRefusal.InvalidArgument($"The form field '{other}' is not known here. Files go into 'resources'.");
                }

                if (files.Count > FilesAtMost)
                    throw RequestRefusal.InvalidArgument($"Expected at most {FilesAtMost} files in one deployment.");
            }
        }
        catch (BadHttpRequestException)
        {
            // It knows its own status: too large, too slow.
            throw;
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException)
        {
            throw RequestRefusal.OfHttp(StatusCodes.Status400BadRequest, $"The form cannot be read: {broken.Message}");
        }

        return files;
    }

    private static string Boundary(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            throw RequestRefusal.OfHttp(
                StatusCodes.Status415UnsupportedMediaType,
                "A deployment takes 'multipart/form-data' with files in the field 'resources', but its content type is "
                + $"'{request.ContentType}'.");
        }

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        return boundary is { Length: > 0 and <= BoundaryAtMost }
            ? boundary
            : throw RequestRefusal.OfHttp(StatusCodes.Status400BadRequest, "The content type of the form names no usable boundary.");
    }

    private static string FileName(ContentDispositionHeaderValue disposition)
    {
        var name = disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName;
        return HeaderUtilities.RemoveQuotes(name).Value is { Length: > 0 } text
            ? text
            : throw RequestRefusal.InvalidArgument("Expected a file name with each file in 'resources', but one has none.");
    }

    private static async Task<byte[]> ReadAsync(Stream body, CancellationToken cancellation)
    {
        using var content = new MemoryStream();
        await body.CopyToAsync(content, cancellation);
        return content.ToArray();
    }

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
