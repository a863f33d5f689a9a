using System.Text;
using System.Text.Json;

namespace Fairlead.Engine.Tests;

/// <summary>
/// Reads what a scenario chooses in an ad-hoc sub-process, from JSON such as <c>{"begin": ["a", {"b": {"x": 1}}], "done": true, "cancel":
/// true, "set": {"y": 2}}</c>.
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
