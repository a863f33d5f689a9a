namespace Fairlead.Engine.Commands;

/// <summary>Says why a command cannot be done, in sentences "Expected to …, but …".</summary>
internal static class Refusal
{
    public static Reply.Rejected InvalidArgument(string reason) => new(RejectionCode.InvalidArgument, reason);

    public static Reply.Rejected NotFound(string reason) => new(RejectionCode.NotFound, reason);

    public static Reply.Rejected AlreadyExists(string reason) => new(RejectionCode.AlreadyExists, reason);

    public static Reply.Rejected InvalidState(string reason) => new(RejectionCode.InvalidState, reason);

    public static Reply.Rejected ResourceExhausted(string reason) => new(RejectionCode.ResourceExhausted, reason);

    /// <summary>One problem ends the sentence that it stands in; several are listed behind it.</summary>
    public static string Together(List<string> problems) =>
        problems.Count == 1 ? problems[0] : $"found {problems.Count} problems:\n{string.Join('\n', problems)}";

    /// <summary>Says where something was looked for, within a sentence; nothing for the default tenant, which those without others do not know.</summary>
    public static string Of(string? tenant) => tenant is null ? "" : $"for the tenant '{tenant}' ";

    public static Reply.Rejected Variables(string what, string problem) =>
        InvalidArgument($"Expected to {what} with variables that are a JSON object, but {problem}.");
}
