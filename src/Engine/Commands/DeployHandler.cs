using Fairlead.Engine.Deploying;
using Fairlead.Engine.Model;
using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

/// <summary>All files or none: what changed gets a new version, and what did not is answered with the one that it has.</summary>
internal static class DeployHandler
{
    /// <summary>A file named .xml is a diagram when it says so.</summary>
    private static ReadOnlySpan<byte> BpmnNamespace => "http://www.omg.org/spec/BPMN/20100524/MODEL"u8;

    public static Reply Handle(Execution x, Command.Deploy command)
    {
        if (command.Resources.Count == 0) return Refusal.InvalidArgument("Expected to deploy at least one file, but there is none.");
        var problems = Read(x, command.Tenant, command.Resources, out var parts);
        if (problems.Count > 0)
        {
            return Refusal.InvalidArgument(
                $"Expected to deploy {command.Resources.Count} {(command.Resources.Count == 1 ? "file" : "files")}, but found "
                + $"{problems.Count} {(problems.Count == 1 ? "problem" : "problems")}:\n{string.Join('\n', problems)}");
        }

        return Deploy(x, parts);
    }

    /// <summary>Reads files as a deployment does; nothing is changed.</summary>
    /// <returns>All that is wrong with them.</returns>
    public static List<FileProblem> Read(Execution x, string? tenant, IReadOnlyList<Resource> resources, out List<DeployedPart> parts)
    {
        var problems = new List<FileProblem>();
        parts = [];
        foreach (var resource in resources)
        {
            var ofFile = new List<FileProblem>();
            Read(x, tenant, resource, parts, ofFile);
            problems.AddRange(ofFile.OrderBy(problem => problem.Line));
        }

        RefuseTwice(parts, problems);
        // A file that cannot be read has no parts: what it lacks is not missing.
        if (problems.Count == 0) RefuseAlone(parts, problems);
        return problems;
    }

    /// <summary>Each kind of file has its reader.</summary>
    private static void Read(Execution x, string? tenant, Resource resource, List<DeployedPart> parts, List<FileProblem> problems)
    {
        var isXml = HasEnding(resource, ".xml") && resource.Content.Span.IndexOf(BpmnNamespace) >= 0;
        if (isXml || HasEnding(resource, ".bpmn")) ProcessPart.Read(x, tenant, resource, parts, problems);
        else if (HasEnding(resource, ".dmn")) DecisionPart.Read(x, tenant, resource, parts, problems);
        else ResourcePart.Read(x, tenant, resource, parts, problems);
    }

    private static bool HasEnding(Resource resource, string ending) => resource.Name.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    private static void RefuseTwice(List<DeployedPart> parts, List<FileProblem> problems)
    {
        var ids = parts.SelectMany(part => part.Ids, (part, id) => (id, part.Resource.Name));
        foreach (var group in ids.GroupBy(own => (own.id.Kind, own.id.Id)))
        {
            foreach (var (id, file) in group.Skip(1))
            {
                problems.Add(new(
                    id.TwiceCode,
                    $"There is a {id.Kind} with this id in {group.First().Name} too: give each an id of its own.",
                    file,
                    id.Id,
                    id.Line));
            }
        }
    }

    private static void RefuseAlone(List<DeployedPart> parts, List<FileProblem> problems)
    {
        var ids = parts.SelectMany(part => part.Ids).Select(id => (id.Kind, id.Id)).ToHashSet();
        foreach (var part in parts)
        {
            foreach (var missing in part.Companions.Where(own => own.Id is { } id && !ids.Contains((own.Kind, id))))
            {
                problems.Add(new(
                    EngineCode.NotInDeployment,
                    $"It is bound to the {missing.Kind} '{missing.Id}' of its own deployment, but this one has none: deploy them together, "
                    + "or bind it otherwise.",
                    part.Resource.Name,
                    missing.ElementId,
                    missing.Line));
            }
        }
    }

    private static Reply.Deployed Deploy(Execution x, List<DeployedPart> parts)
    {
        // Parts that look for others within their deployment need all of it to have one deployment key.
        var isBound = parts.Exists(part => part.Companions.Any());
        var isUnchanged = parts.TrueForAll(part => part.UnchangedSince is not null)
            && (!isBound || parts.TrueForAll(part => part.UnchangedSince == parts[0].UnchangedSince));
        var deployment = isUnchanged ? parts[0].UnchangedSince!.Value : new DeploymentKey(x.NewKey());
        var answer = new DeploymentAnswer();
        foreach (var part in parts)
        {
            if (part.UnchangedSince is not null && (isUnchanged || !isBound)) part.Repeat(answer);
            else part.Deploy(x, deployment, answer);
        }

        if (answer.Processes.Exists(process => !process.Duplicate)) x.Notify(new Notice.DefinitionsChanged());
        return answer.ToReply(deployment);
    }
}
