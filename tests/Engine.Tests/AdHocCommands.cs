using System.Text;
using System.Text.Json;

namespace Fairlead.Engine.Tests;

/// <summary>
/// What is chosen in an ad-hoc sub-process: at random, or as a scenario says it by JSON such as <c>{"begin": ["a", {"b": {"x": 1}}],
/// "done": true, "cancel": true, "set": {"y": 2}}</c>.
/// </summary>
internal static class AdHocCommands
{
    public static Command Decide(JobKey job, ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new Command.CompleteJob(
            job,
            root.TryGetProperty("set", out var variables) ? Bytes(variables) : default,
            new JobResult.AdHocSubProcess(Elements(root), Flag(root, "done"), Flag(root, "cancel")));
    }

    public static Command Begin(ElementKey adHoc, ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return new Command.ActivateAdHocElements(adHoc, Elements(document.RootElement), Flag(document.RootElement, "cancel"));
    }

    /// <summary>The ad-hoc sub-process that the job decides about; null when it is another job.</summary>
    public static ElementInstance? Find(EngineUnderTest engine, JobKey job) =>
        engine.State.Job(job) is { Kind: JobKind.AdHocSubProcess } found ? engine.State.Element(found.Element) : null;

    /// <summary>A decision after which it goes on.</summary>
    public static Command Decide(EngineUnderTest engine, Random random, JobKey job, ElementInstance adHoc, bool canBegin)
    {
        var variables = random.Next(2) == 0 ? default : EngineUnderTest.Json($$"""{"answer": {{random.Next(5)}}}""");
        if (adHoc.ActiveChildren > 0 && random.Next(4) == 0) return new Command.CompleteJob(job, variables);
        var isDone = !canBegin || random.Next(2) == 0;
        return new Command.CompleteJob(
            job,
            variables,
            new JobResult.AdHocSubProcess(isDone ? [] : Choose(engine, random, adHoc), isDone, !canBegin || random.Next(3) == 0));
    }

    /// <returns>Null when it is no ad-hoc sub-process.</returns>
    public static Command? Begin(EngineUnderTest engine, Random random, ElementKey key) =>
        engine.State.Element(key) is { Type: "AD_HOC_SUB_PROCESS", Phase: ElementPhase.Activated } adHoc
            ? new Command.ActivateAdHocElements(key, Choose(engine, random, adHoc), random.Next(3) == 0)
            : null;

    /// <summary>One of those that its variable tells, and perhaps another.</summary>
    private static List<JobResult.ActivatedElement> Choose(EngineUnderTest engine, Random random, ElementInstance adHoc)
    {
        using var document = JsonDocument.Parse(engine.State.Variable(adHoc.Key, "adHocSubProcessElements")!.Value);
        var ids = document.RootElement.EnumerateArray().Select(element => element.GetProperty("elementId").GetString()!).ToList();
        return
        [
            .. Enumerable.Range(0, random.Next(1, 3)).Select(_ => new JobResult.ActivatedElement(
                ids[random.Next(ids.Count)], random.Next(2) == 0 ? default : EngineUnderTest.Json("""{"choice": 1}"""))),
        ];
    }

    private static List<JobResult.ActivatedElement> Elements(JsonElement root) => root.TryGetProperty("begin", out var elements)
        ? [.. elements.EnumerateArray().Select(Element)]
        : [];

    private static JobResult.ActivatedElement Element(JsonElement written)
    {
        if (written.ValueKind is JsonValueKind.String) return new(written.GetString()!, default);
        var named = written.EnumerateObject().Single();
        return new(named.Name, Bytes(named.Value));
    }

    private static bool Flag(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.GetBoolean();

    private static ReadOnlyMemory<byte> Bytes(JsonElement value) => Encoding.UTF8.GetBytes(value.GetRawText());
}
