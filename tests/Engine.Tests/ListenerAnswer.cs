using System.Text.Json;

namespace Fairlead.Engine.Tests;

/// <summary>What a task listener says, as scenarios write it: corrections, and <c>denied</c> with a <c>deniedReason</c>.</summary>
internal static class ListenerAnswer
{
    public static JobResult.UserTask Result(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var corrections = Changes(json);
        return new JobResult.UserTask(
            document.RootElement.TryGetProperty("denied", out var denied) && denied.GetBoolean(),
            Text(document.RootElement, "deniedReason") ?? "",
            corrections == new UserTaskCorrections(null, null, null, null, null, null) ? null : corrections);
    }

    public static UserTaskCorrections Changes(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new UserTaskCorrections(
            Text(root, "assignee"),
            Text(root, "dueDate"),
            Text(root, "followUpDate"),
            Texts(root, "candidateUsers"),
            Texts(root, "candidateGroups"),
            root.TryGetProperty("priority", out var priority) ? priority.GetInt32() : null);
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string[]? Texts(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) ? [.. value.EnumerateArray().Select(item => item.GetString()!)] : null;
}
