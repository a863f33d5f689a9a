using Fairlead.Engine.Deploying;
using Fairlead.Engine.Model;
using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

/// <summary>All files or none: what changed gets a new version, and what did not is answered with the one that it has.</summary>
internal static class DeployHandler
{
    private static readonly string[] ProcessEndings = [".bpmn", ".xml"];
    private static readonly string[] DecisionEndings = [".dmn"];

    private const string Advice =
        "Only BPMN files with names that end in .bpmn or .xml and DMN files with names that end in .dmn can be deployed: leave this one out.";

    public static Reply Handle(Execution x, Command.Deploy command)
    {
        if (command.Resources.Count == 0) return Refusal.InvalidArgument("Expected to deploy at least one file, but there is none.");
        var problems = new List<FileProblem>();
        var parts = new List<DeployedPart>();
        foreach (var resource in command.Resources)
        {
            var ofFile = new List<FileProblem>();
            Read(x, resource, parts, ofFile);
            problems.AddRange(ofFile.OrderBy(problem => problem.Line));
        }

        RefuseTwice(parts, problems);
        if (problems.Count > 0)
        {
            return Refusal.InvalidArgument(
                $"Expected to deploy {command.Resources.Count} {(command.Resources.Count == 1 ? "file" : "files")}, but found "
                + $"{problems.Count} {(problems.Count == 1 ? "problem" : "problems")}:\n{string.Join('\n', problems.Select(problem => problem.Text))}");
        }

        return Deploy(x, parts);
    }

    /// <summary>Each kind of file has its reader.</summary>
    private static void Read(Execution x, Resource resource, List<DeployedPart> parts, List<FileProblem> problems)
    {
        if (HasEnding(resource, ProcessEndings)) ProcessPart.Read(x, resource, parts, problems);
        else if (HasEnding(resource, DecisionEndings)) DecisionPart.Read(x, resource, parts, problems);
        else problems.Add(new(0, $"{resource.Name}: {Advice} [{EngineCode.FileUnsupported}]"));
    }

    private static bool HasEnding(Resource resource, string[] endings) =>
        Array.Exists(endings, ending => resource.Name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static void RefuseTwice(List<DeployedPart> parts, List<FileProblem> problems)
    {
        var ids = parts.SelectMany(part => part.Ids, (part, id) => (id, part.Resource.Name));
        foreach (var group in ids.GroupBy(own => (own.id.Kind, own.id.Id)))
        {
            foreach (var (id, file) in group.Skip(1))
            {
                problems.Add(new(
                    id.Line,
                    $"{file}{(id.Line > 0 ? $":{id.Line}" : "")}: {id.Id}: There is a {id.Kind} with this id in {group.First().Name} too: "
                    + $"give each an id of its own. [{id.TwiceCode}]"));
            }
        }
    }

    private static Reply.Deployed Deploy(Execution x, List<DeployedPart> parts)
    {
        // Parts that look for others within their deployment need all of it to have one deployment key.
        var isBound = parts.Exists(part => part.IsBoundToDeployment);
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
