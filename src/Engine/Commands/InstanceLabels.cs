using System.Globalization;
using System.Text.RegularExpressions;

using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

/// <summary>
/// What a caller gives an instance to find it again: tags, which are labels without meaning to the engine, and a business id, which is
/// the name of the case that the instance works on. Both stay as they are for its whole life.
/// </summary>
internal static partial class InstanceLabels
{
    public const int BusinessIdLengthAtMost = 256;

    private const int TagsAtMost = 10;

    /// <param name="tags">Each once; null when there are none.</param>
    public static Reply.Rejected? Check(
        Execution x, Command.CreateInstance command, Definition definition, out IReadOnlyList<string>? tags)
    {
        const string Expectation = "Expected to create an instance";
        tags = command.Tags.Count == 0 ? null : [.. command.Tags.Distinct(StringComparer.Ordinal)];
        if (tags is { Count: > TagsAtMost })
            return Refusal.InvalidArgument($"{Expectation} with at most {TagsAtMost} tags, but there are {tags.Count}.");
        if (tags?.FirstOrDefault(tag => !Tag().IsMatch(tag)) is { } wrong)
        {
            return Refusal.InvalidArgument(
                $"{Expectation}, but '{wrong}' is no tag: a tag begins with a letter, goes on with letters, digits and _ - : . and has at "
                + "most 100 characters.");
        }

        if (command.BusinessId is not { } businessId) return null;
        if (Problem(businessId) is { } problem) return Refusal.InvalidArgument($"{Expectation}, but {problem}.");
        return x.Options.BusinessIdsAreUnique && x.State.Instances(definition.Tenant, definition.ProcessId, businessId).Any()
            ? Refusal.AlreadyExists(
                $"{Expectation} of process '{definition.ProcessId}' with business id '{businessId}', but instance "
                + $"{x.State.Instances(definition.Tenant, definition.ProcessId, businessId).First().Value} has it and is active.")
            : null;
    }

    /// <returns>What is wrong with it, to follow a "but"; null when nothing is.</returns>
    public static string? Problem(string businessId) => businessId.Length switch
    {
        0 => "its business id is empty",
        > BusinessIdLengthAtMost => string.Create(
            CultureInfo.InvariantCulture,
            $"its business id has {businessId.Length} characters, more than {BusinessIdLengthAtMost}"),
        _ => null,
    };

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_\-:.]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
