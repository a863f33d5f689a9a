using System.Text.Json;

using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Deploying;

/// <summary>A form, an RPA script, or any other file. Forms and scripts say their id; every other file is called by its name.</summary>
internal sealed class ResourcePart : DeployedPart
{
    private readonly string? _tenant;
    private readonly ResourceKind _kind;
    private readonly string _id;
    private readonly string? _versionTag;
    private readonly DeployedResource? _before;
    private readonly int _version;

    private ResourcePart(Execution x, string? tenant, Resource resource, ResourceKind kind, string id, string? versionTag)
        : base(resource)
    {
        (_tenant, _kind, _id, _versionTag) = (tenant, kind, id, versionTag);
        _before = x.State.LatestResource(tenant, kind, id);
        _version = x.State.NextVersion(tenant, VersionedKinds.Of(kind), id, _before?.Version);
    }

    public override IEnumerable<PartId> Ids => [new(VersionedKinds.Of(_kind), _id, EngineCode.ResourceIdTwice, 0)];

    public override DeploymentKey? UnchangedSince =>
        _before is not null && IsSameFile(_before.ResourceName, _before.Content) ? _before.Deployment : null;

    /// <param name="parts">Gets the file when nothing is wrong with it.</param>
    public static void Read(Execution x, string? tenant, Resource resource, List<DeployedPart> parts, List<FileProblem> problems)
    {
        var isForm = resource.Name.EndsWith(".form", StringComparison.OrdinalIgnoreCase);
        if (!isForm && !resource.Name.EndsWith(".rpa", StringComparison.OrdinalIgnoreCase))
        {
            parts.Add(new ResourcePart(x, tenant, resource, ResourceKind.Other, resource.Name, versionTag: null));
            return;
        }

        if (ReadHead(resource, out var id, out var versionTag) is { } problem)
            problems.Add(new(EngineCode.ResourceInvalid, $"{(isForm ? "A form" : "An RPA script")} {problem}", resource.Name, ElementId: null, Line: 0));
        else
            parts.Add(new ResourcePart(x, tenant, resource, isForm ? ResourceKind.Form : ResourceKind.Other, id, versionTag));
    }

    public override void Deploy(Execution x, DeploymentKey deployment, DeploymentAnswer answer)
    {
        var key = new ResourceKey(x.NewKey());
        x.Emit(new Event.ResourceDeployed(
            key, deployment, _kind, _id, _version, _versionTag, Resource.Name, Resource.Content.ToArray(), _tenant));
        answer.Resources.Add(Describe(x.State.Resource(key)!, isDuplicate: false));
    }

    public override void Repeat(DeploymentAnswer answer) => answer.Resources.Add(Describe(_before!, isDuplicate: true));

    private static DeployedFile Describe(DeployedResource resource, bool isDuplicate) => new(
        resource.Key, resource.Kind, resource.ResourceId, resource.Version, resource.VersionTag, resource.ResourceName, isDuplicate);

    /// <returns>What is wrong, to follow "A form"; null when nothing is.</returns>
    private static string? ReadHead(Resource resource, out string id, out string? versionTag)
    {
        id = "";
        versionTag = null;
        try
        {
            using var document = JsonDocument.Parse(resource.Content);
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
                return "is a JSON object, but this file holds something else: export it from the modeler again.";
            if (Text(document.RootElement, "id") is not { } found || string.IsNullOrWhiteSpace(found))
                return "has a text \"id\", by which it is referred to, but this file has none: give it one.";
            id = found;
            versionTag = Text(document.RootElement, "versionTag") is { Length: > 0 } tag ? tag : null;
            return versionTag is ['=', ..] ? "has fixed text as version tag, but here it is an expression: remove the \"=\"." : null;
        }
        catch (JsonException wrong)
        {
            return $"is a JSON object, but this file is not JSON: {wrong.Message}";
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
